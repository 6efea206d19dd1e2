/** Two regions and a third place as network namespaces, with real peers in each, and what goes wrong with them. */
package dev.temporalfailover.real.stand;
