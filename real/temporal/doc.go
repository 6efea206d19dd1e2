// Package temporal pins the Temporal server of the replicated clusters; real/install.sh builds it and its schema tool.
package temporal
