/** Who a bearer of a Kubernetes token is and what he may do: the API server is asked, and its answers kept for a short time. */
package dev.temporalfailover.access;
