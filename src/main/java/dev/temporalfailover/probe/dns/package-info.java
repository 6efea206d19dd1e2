/** How DNS is asked: again if nothing comes, at every server, and along the search list. */
package dev.temporalfailover.probe.dns;
