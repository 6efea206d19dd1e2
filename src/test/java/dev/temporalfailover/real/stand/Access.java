package dev.temporalfailover.real.stand;

import java.net.URI;
import java.nio.file.Path;

/**
 * How an instance reaches its region's Kubernetes API, as a pod does.
 *
 * @param cluster the API server
 * @param token file with a bearer token, read again while the instance runs
 * @param ca file with the certificate authority of the API server
 */
public record Access(URI cluster, Path token, Path ca) {}
