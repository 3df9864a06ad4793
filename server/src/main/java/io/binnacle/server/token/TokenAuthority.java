package io.binnacle.server.token;

import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Signs tokens in the name of one cluster, and recognizes its own. Says nothing about whether what a token is bound to is
/// still there: that is [TokenVerifier]'s part.
///
/// Safe for many threads.
public final class TokenAuthority {
  /// How many tokens whose signature was found good are remembered: a verification takes about a fifth of a millisecond, and every
  /// request of every Pod carries a token.
  private static final int REMEMBERED = 1024;

  /// Tokens longer than this are verified each time, so that what is remembered stays small.
  private static final int REMEMBERED_LENGTH = 4096;

  private final Supplier<SigningKey> key;
  private final String issuer;
  private final List<String> audiences;
  private final InstantSource clock;
  private final Map<String, Claims> remembered = new Remembered();

  /// @param issuer what tokens name as issuer: an `https` URL
  /// @param audiences who this cluster's API is: what a token is for unless its owner asks for another audience, and what it must
  ///     be for to be accepted here
  public TokenAuthority(
      SigningKey key, String issuer, List<String> audiences, InstantSource clock) {
    this(() -> key, issuer, audiences, clock);
  }

  private TokenAuthority(
      Supplier<SigningKey> key, String issuer, List<String> audiences, InstantSource clock) {
    if (audiences.isEmpty()) {
      throw new IllegalArgumentException("an API without an audience accepts no token");
    }
    this.key = key;
    this.issuer = issuer;
    this.audiences = List.copyOf(audiences);
    this.clock = clock;
  }

  /// The authority of a cluster as kubeadm names it: issuer and audience are the API's address within the cluster.
  public static TokenAuthority of(SigningKey key, String clusterDomain, InstantSource clock) {
    String self = address(clusterDomain);
    return new TokenAuthority(key, self, List.of(self), clock);
  }

  /// An authority of `cluster.local` whose key is made when first needed and ends with the process: for clusters that keep
  /// nothing.
  public static TokenAuthority passing(InstantSource clock) {
    String self = address("cluster.local");
    return new TokenAuthority(new Once(), self, List.of(self), clock);
  }

  private static String address(String clusterDomain) {
    return "https://kubernetes.default.svc." + clusterDomain;
  }

  /// Who this cluster's API is.
  public List<String> audiences() {
    return audiences;
  }

  /// What tokens name as issuer.
  public String issuer() {
    return issuer;
  }

  /// Now, by the clock tokens go by.
  public Instant now() {
    return clock.instant();
  }

  /// The token that says `claims`.
  public String sign(Claims claims) {
    return Jwt.write(claims.toObj(), key.get());
  }

  /// What `token` says, if this authority has signed it; null if not, or if it is no token at all. The times are not looked at.
  @Nullable Claims read(String token) {
    synchronized (remembered) {
      Claims known = remembered.get(token);
      if (known != null) {
        return known;
      }
    }
    Jwt.Parts parts = Jwt.read(token);
    SigningKey own = key.get();
    boolean ours =
        parts != null
            && parts.header().str("alg").equals(SigningKey.ALGORITHM)
            && parts.header().str("kid").equals(own.id())
            && parts.claims().str("iss").equals(issuer);
    if (parts == null || !ours || !own.verifies(parts.message(), parts.signature())) {
      return null;
    }
    Claims claims = Claims.of(parts.claims());
    if (claims != null && token.length() <= REMEMBERED_LENGTH) {
      synchronized (remembered) {
        remembered.put(token, claims);
      }
    }
    return claims;
  }

  /// `/.well-known/openid-configuration`: how others can verify these tokens
  /// ([OpenID Connect Discovery](https://openid.net/specs/openid-connect-discovery-1_0.html)).
  public Obj discovery() {
    return Obj.builder()
        .put("issuer", issuer)
        .put("jwks_uri", issuer + "/openid/v1/jwks")
        .put("response_types_supported", Arr.of(Str.of("id_token")))
        .put("subject_types_supported", Arr.of(Str.of("public")))
        .put("id_token_signing_alg_values_supported", Arr.of(Str.of(SigningKey.ALGORITHM)))
        .build();
  }

  /// `/openid/v1/jwks`: the public keys.
  public Obj keys() {
    return Obj.of("keys", Arr.of(key.get().jwk()));
  }

  /// The most recently used tokens.
  private static final class Remembered extends LinkedHashMap<String, Claims> {
    private static final long serialVersionUID = 1L;

    Remembered() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Claims> eldest) {
      return size() > REMEMBERED;
    }
  }

  /// A key made at the first call.
  private static final class Once implements Supplier<SigningKey> {
    private @Nullable SigningKey made;

    @Override
    public synchronized SigningKey get() {
      SigningKey known = made;
      if (known == null) {
        known = SigningKey.generate(new SecureRandom());
        made = known;
      }
      return known;
    }
  }
}
