package io.binnacle.server.http;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.netty.handler.codec.http.HttpRequest;

/// One request on its virtual thread: who asks, for what, and what the API says to it.
///
/// @param body the body, which takes `held` bytes of the budget until the handler returns
@SuppressWarnings("ArrayRecordComponent") // never compared
record Turn(
    Shared shared,
    Peer peer,
    HttpRequest request,
    Headers headers,
    byte[] body,
    long held,
    Answer answer)
    implements Runnable {
  private static final System.Logger LOG = System.getLogger(Turn.class.getName());

  /// Runs it on a virtual thread of its own.
  void start() {
    Thread.ofVirtual().name("request").start(this);
  }

  @Override
  public void run() {
    try {
      RequestTarget target = RequestTarget.parse(request.uri());
      User user = peer.user(shared.authenticator, headers);
      if (user == null) {
        answer.send(Refusals.unauthorized());
        return;
      }
      shared.handler.handle(
          new ApiRequest(
              request.method().name(),
              request.uri(),
              target.path(),
              target.query(),
              headers,
              body,
              user,
              peer.address()),
          answer);
      if (!answer.isBegun()) {
        throw new IllegalStateException("the handler gave no answer");
      }
    } catch (ApiException e) {
      fail(e, e.status());
    } catch (RuntimeException | StackOverflowError e) {
      fail(e, Status.internalError("unexpected error while handling the request"));
    } finally {
      shared.bodies.addAndGet(held);
    }
  }

  private void fail(Throwable why, Status status) {
    if (status.code() >= 500 || answer.isBegun()) {
      LOG.log(System.Logger.Level.ERROR, request.method() + " " + request.uri() + " failed", why);
    }
    if (answer.isBegun()) {
      answer.abort();
    } else {
      answer.send(status);
    }
  }
}
