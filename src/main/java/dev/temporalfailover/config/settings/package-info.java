/** The engine under the configuration: declared settings, their types, the file with its lines, every problem collected. */
package dev.temporalfailover.config.settings;
