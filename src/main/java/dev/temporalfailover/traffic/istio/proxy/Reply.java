package dev.temporalfailover.traffic.istio.proxy;

/** What came back from one that was asked. */
sealed interface Reply permits ProxyAnswer, RejectCount {}
