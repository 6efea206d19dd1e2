/** What ships for the clusters around the service: networks, policies, mesh, names, Temporal's chart. */
package dev.temporalfailover.deploy.cluster;
