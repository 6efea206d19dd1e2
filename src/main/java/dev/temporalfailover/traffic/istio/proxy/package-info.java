/** What proxies say that they carry, and what istiod says that proxies refused: asked over HTTP, never trusted, never waited for long. */
package dev.temporalfailover.traffic.istio.proxy;
