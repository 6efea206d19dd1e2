/** Health checks and how an endpoint is asked. */
package dev.temporalfailover.emulator.route53.checks;
