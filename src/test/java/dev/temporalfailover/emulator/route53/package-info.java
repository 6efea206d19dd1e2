/**
 * A strict Route 53 in the JVM for tests and the sandbox: the REST/XML API that the AWS SDK talks to, and authoritative
 * DNS over UDP and TCP, both on loopback. {@link dev.temporalfailover.emulator.route53.Route53Emulator} is the way in;
 * {@code docs/route53-emulator.md} says what it leaves out. Nothing of it is in the shipped artifact.
 */
package dev.temporalfailover.emulator.route53;
