package dev.temporalfailover.emulator.temporal;

import io.grpc.stub.StreamObserver;

/** An answer before which something ends: the next call may be here before the thread of this one is back. */
record EndingFirst<R>(StreamObserver<R> to, Runnable end) implements StreamObserver<R> {
    @Override
    public void onNext(R one) {
        end.run();
        to.onNext(one);
    }

    @Override
    public void onError(Throwable why) {
        end.run();
        to.onError(why);
    }

    @Override
    public void onCompleted() {
        to.onCompleted();
    }
}
