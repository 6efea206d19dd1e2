/** Readiness of regions as the API shows it: one rendering for status, explain, page and preflight. */
package dev.temporalfailover.api.readiness;
