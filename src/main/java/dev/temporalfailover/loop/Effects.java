package dev.temporalfailover.loop;

/** The questions after what was applied, one for each layer, and what people are told of it. */
record Effects(DnsEffect dns, RouteEffects routes, TakeoverEffect takeover, Progress progress) {}
