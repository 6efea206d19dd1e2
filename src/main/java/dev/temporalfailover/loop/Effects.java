package dev.temporalfailover.loop;

/** The checks after a step was applied, one for each layer, and their lines for people. */
record Effects(
        DnsEffect dns, NamespaceEffect namespaces, RouteEffects routes, TakeoverEffect takeover, Progress progress) {}
