/** What AWS documents and the emulator keeps. */
package dev.temporalfailover.emulator.route53.contract;
