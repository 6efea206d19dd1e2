/**
 * The configuration file: read, checked as a whole, and reduced to the records of {@link
 * dev.temporalfailover.config.Config}. Every setting is declared once as a {@code Setting}; reading, the check for
 * unknown keys and {@code docs/configuration.md} come from that declaration.
 */
package dev.temporalfailover.config;
