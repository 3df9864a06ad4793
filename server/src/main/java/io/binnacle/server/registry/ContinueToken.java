package io.binnacle.server.registry;

import io.binnacle.model.error.ApiException;
import io.binnacle.model.error.Status;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.JsonException;
import io.binnacle.model.tree.Obj;
import java.util.Base64;

/// Where a paged list goes on. Clients hand it back as they got it; kube-apiserver's form is used so that its own tests
/// can look inside.
///
/// @param revision the revision all pages are read at; −1 to go on with whatever is newest
/// @param after the last key of the page before, relative to the collection
record ContinueToken(long revision, String after) {
  private static final String VERSION = "meta.k8s.io/v1";

  /// Reads a token.
  ///
  /// @throws ApiException 400 if it is none of ours
  static ContinueToken decode(String token) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(token);
      if (Json.parse(json).value() instanceof Obj o
          && o.str("v").equals(VERSION)
          && o.integer("rv", 0) != 0
          && o.str("start").endsWith("\u0000")) {
        String start = o.str("start");
        return new ContinueToken(o.integer("rv", 0), start.substring(0, start.length() - 1));
      }
    } catch (IllegalArgumentException | JsonException e) {
      throw new ApiException(Status.badRequest("continue key is not valid: " + e.getMessage()), e);
    }
    throw Refusals.badRequest("continue key is not valid: not a token of this server");
  }

  String encode() {
    Obj json =
        Obj.builder().put("v", VERSION).put("rv", revision).put("start", after + "\u0000").build();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
  }
}
