// Package helm pins the version of Helm that renders deploy/chart in tests; real/install.sh builds its command.
package helm
