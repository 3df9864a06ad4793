package io.binnacle.app;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;

/// SIGHUP as a call.
final class Hangup {
  private static final Logger LOG = System.getLogger(Hangup.class.getName());

  private Hangup() {}

  /// Calls `task` on a thread of its own whenever the process gets SIGHUP.
  static void handle(Runnable task) {
    // The JDK has no supported way; the compiler refuses to be told of the one there is, so it is
    // found by name.
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  task.run();
                }
                return null;
              });
      Object hangup = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangup, ours);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "SIGHUP does nothing here: {0}", e.toString());
    }
  }
}
