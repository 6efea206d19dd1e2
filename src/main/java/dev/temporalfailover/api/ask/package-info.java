/** Bodies of actions, read strictly, with everything that is wrong at once. */
package dev.temporalfailover.api.ask;
