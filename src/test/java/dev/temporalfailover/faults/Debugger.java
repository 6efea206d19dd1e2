package dev.temporalfailover.faults;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/** Stops or ends single threads of the packaged service, from outside. */
final class Debugger implements AutoCloseable {
    private static final long PATIENCE = 60_000;

    private final int port;
    private VirtualMachine machine;

    Debugger() throws IOException {
        port = Ports.free();
    }

    /** The option with which the service must be started. */
    String option() {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port;
    }

    void attach() throws Exception {
        AttachingConnector socket = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(one -> one.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> where = socket.defaultArguments();
        where.get("hostname").setValue("127.0.0.1");
        where.get("port").setValue(Integer.toString(port));
        machine = socket.attach(where);
    }

    private ThreadReference thread(String name) {
        return machine.allThreads().stream()
                .filter(one -> one.name().matches(Pattern.quote(name) + "(-\\d+)*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no thread " + name));
    }

    void suspend(String thread) {
        thread(thread).suspend();
    }

    void resume(String thread) {
        thread(thread).resume();
    }

    /** Lets this thread run into an OutOfMemoryError where it next calls this method. */
    void runsOutOfMemory(String thread, Class<?> type, String method) throws Exception {
        BreakpointRequest here = breakpoint(type, method);
        here.addThreadFilter(thread(thread));
        runsOutOfMemory(here, method);
    }

    /** Lets the thread that next calls this method run into an OutOfMemoryError there. */
    void runsOutOfMemory(Class<?> type, String method) throws Exception {
        runsOutOfMemory(breakpoint(type, method), method);
    }

    private BreakpointRequest breakpoint(Class<?> type, String method) {
        return machine.eventRequestManager()
                .createBreakpointRequest(machine.classesByName(type.getName())
                        .get(0)
                        .methodsByName(method)
                        .get(0)
                        .location());
    }

    private void runsOutOfMemory(BreakpointRequest here, String method) throws Exception {
        here.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        here.enable();
        while (true) {
            EventSet events = machine.eventQueue().remove(PATIENCE);
            if (events == null) {
                throw new AssertionError("nobody calls " + method);
            }
            for (Event event : events) {
                if (event instanceof BreakpointEvent hit) {
                    here.disable();
                    hit.thread().stop(outOfMemory());
                    events.resume();
                    return;
                }
            }
            events.resume();
        }
    }

    /** One of those that every JVM keeps ready. */
    private ObjectReference outOfMemory() {
        return machine.classesByName("java.lang.OutOfMemoryError")
                .get(0)
                .instances(1)
                .get(0);
    }

    @Override
    public void close() {
        if (machine != null) {
            try {
                machine.dispose();
            } catch (com.sun.jdi.VMDisconnectedException ended) {
                machine = null;
            }
        }
    }
}
