package io.binnacle.app;

import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Where log lines go and what they look like.
final class Logs {
  private Logs() {}

  /// One line per record on standard error: time, level, the class it came from, the message.
  static void toStandardError() {
    LogManager.getLogManager().reset();
    ConsoleHandler handler = new ConsoleHandler();
    handler.setFormatter(new Line());
    handler.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    root.setLevel(Level.INFO);
  }

  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord entry) {
      String name = entry.getLoggerName() == null ? "" : entry.getLoggerName();
      StringBuilder out =
          new StringBuilder()
              .append(entry.getInstant().toString())
              .append(' ')
              .append(entry.getLevel().getName())
              .append(' ')
              .append(name.substring(name.lastIndexOf('.') + 1))
              .append(": ")
              .append(formatMessage(entry))
              .append('\n');
      for (Throwable cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
        out.append("  ").append(cause).append('\n');
        for (StackTraceElement frame : cause.getStackTrace()) {
          out.append("    at ").append(frame).append('\n');
        }
      }
      return out.toString();
    }
  }
}
