module temporalfailover.dev/real/wire

go 1.24.0
