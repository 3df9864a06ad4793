package io.binnacle.app.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/// A command cannot do what it was asked; the message is one line that names the thing and the way out.
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Fails with `message`.
  public CommandFailure(String message) {
    this(message, null);
  }

  /// Fails with `message` because of `cause`.
  public CommandFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// A failure of the file system. Java's own message is often the bare path.
  public static CommandFailure of(IOException e) {
    if (!(e instanceof FileSystemException file)) {
      return new CommandFailure(String.valueOf(e.getMessage()), e);
    }
    String why =
        file.getReason() != null
            ? file.getReason()
            : switch (e) {
              case AccessDeniedException _ -> "permission denied";
              case FileAlreadyExistsException _ -> "it exists and is not a folder";
              case NoSuchFileException _ -> "no such file or folder";
              default -> e.getClass().getSimpleName();
            };
    return new CommandFailure(
        "cannot use "
            + file.getFile()
            + ": "
            + why
            + "; choose another place with --data-dir or --kubeconfig",
        e);
  }
}
