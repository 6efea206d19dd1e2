/** One packaged service as others see it: started, asked, followed, held against the rules. */
package dev.temporalfailover.testkit.service;
