/** What goes wrong with two real regions, one class each; -Ddrill=NAME plays one. */
package dev.temporalfailover.real.drills;
