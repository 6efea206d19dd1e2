/** What a site installs, over a distance: the rendered overlays and example objects, played on the stand of real components. */
package dev.temporalfailover.real.shipped;
