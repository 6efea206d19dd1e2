/** What goes over the wire: requests, answers, errors, XML, signatures, the limit of requests. */
package dev.temporalfailover.emulator.route53.wire;
