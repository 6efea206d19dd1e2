/** What every test program may use: ports, waiting, processes, certificates, small fixtures. */
package dev.temporalfailover.testkit;
