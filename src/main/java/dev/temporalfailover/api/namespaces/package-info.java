/** Temporal's namespaces as the API shows them: one rendering for the resource and the explanation. */
package dev.temporalfailover.api.namespaces;
