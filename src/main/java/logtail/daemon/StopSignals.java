package logtail.daemon;

import java.lang.reflect.Proxy;

/**
 * SIGTERM and SIGINT in our own hands, so that a stop in good order ends with code 0; the JVM's own handlers would end
 * with 143 and 130. Goes through reflection, as the compiler allows no other way to {@code sun.misc.Signal} without a
 * warning.
 */
final class StopSignals {
    private StopSignals() {}

    /** Runs {@code stop} when one of them comes, on a thread of the JVM; it must be quick. */
    static void handle(Runnable stop) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        stop.run();
                        return null;
                    });
            for (String name : new String[] {"TERM", "INT"}) {
                Object instance = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, instance, proxy);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM does not let us handle signals", e);
        }
    }
}
