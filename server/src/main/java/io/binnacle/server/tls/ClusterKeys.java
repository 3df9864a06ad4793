package io.binnacle.server.tls;

import io.binnacle.server.token.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/// The keys of one cluster: its certificate authority, the API server's certificate, the administrator's, and the key of
/// service-account tokens.
///
/// Kept in one folder as `ca.pem`, `apiserver.pem` and `admin.pem`, each a private key with its certificate, and `sa.pem`, a key
/// pair, readable by the owner alone, and `ca.crt`, what clients have to trust.
///
/// @param authority the root everything else is signed by
/// @param serving the API server's
/// @param admin of the user `kubernetes-admin` in `system:masters`
/// @param tokens what service-account tokens are signed with
public record ClusterKeys(Identity authority, Identity serving, Identity admin, SigningKey tokens) {
  private static final System.Logger LOG = System.getLogger(ClusterKeys.class.getName());

  /// The administrator: the names kubeadm uses.
  private static final SubjectName ADMIN =
      new SubjectName("kubernetes-admin", List.of("system:masters"));

  /// With less than this left at a start a certificate is renewed: half its life, since a server may run that long.
  private static final Duration LEAF_RESERVE = CertificateAuthority.LEAF_LIFE.dividedBy(2);

  /// A root has to outlive what is issued now.
  private static final Duration ROOT_RESERVE = CertificateAuthority.LEAF_LIFE.multipliedBy(2);

  /// The keys in `folder`. What is missing is made, what is near its end or names other addresses is issued anew; the
  /// root's key stays for good, and so do kubeconfigs handed out.
  ///
  /// @param folder made if it is not there
  /// @param names what the API server's certificate has to name
  /// @throws KeysException if a file cannot be read or written, or the authority is damaged
  public static ClusterKeys open(
      Path folder, ServingNames names, InstantSource clock, SecureRandom random) {
    Instant now = clock.instant();
    Path rootFile = folder.resolve("ca.pem");
    Identity root = read(rootFile, () -> CertificateAuthority.newRoot(clock, random));
    if (isNearEnd(root.certificate(), now, ROOT_RESERVE)) {
      root = new CertificateAuthority(root, clock, random).renewedRoot();
    }
    keep(rootFile, root.pem());
    keep(folder.resolve("ca.crt"), root.certificatePem());
    CertificateAuthority authority = new CertificateAuthority(root, clock, random);
    Identity serving =
        reuseOr(
            folder.resolve("apiserver.pem"),
            found ->
                authority.hasIssued(found)
                    && !isNearEnd(found, now, LEAF_RESERVE)
                    && ServingNames.in(found).equals(names),
            () -> authority.issueServing(names));
    Identity admin =
        reuseOr(
            folder.resolve("admin.pem"),
            found -> authority.hasIssued(found) && !isNearEnd(found, now, LEAF_RESERVE),
            () -> authority.issueClient(ADMIN));
    return new ClusterKeys(root, serving, admin, tokens(folder.resolve("sa.pem"), random));
  }

  private static Identity read(Path file, Supplier<Identity> otherwise) {
    try {
      return Identity.parse(Files.readString(file));
    } catch (NoSuchFileException _) {
      return otherwise.get();
    } catch (IOException e) {
      throw KeysException.of("cannot read the keys of the cluster", e);
    } catch (IllegalArgumentException e) {
      String wayOut =
          "; put back a copy of it, or move the folder away and new keys are made, with which kubeconfigs handed out so far"
              + " do not work any more";
      throw new KeysException(
          "the cluster's certificate authority is damaged: "
              + file
              + ": "
              + e.getMessage()
              + wayOut,
          e);
    }
  }

  /// Decides whether a certificate found can stay.
  private interface Test {
    boolean accepts(X509Certificate found) throws GeneralSecurityException;
  }

  private static Identity reuseOr(Path file, Test test, Supplier<Identity> issue) {
    try {
      Identity found = Identity.parse(Files.readString(file));
      if (test.accepts(found.certificate())) {
        return found;
      }
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.DEBUG, "first certificate in {0}", file);
    } catch (IOException e) {
      throw KeysException.of("cannot read the keys of the cluster", e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Nothing hangs on this one: the authority vouches for a new one just as well.
      LOG.log(System.Logger.Level.WARNING, file + " is damaged and made anew: " + e.getMessage());
    }
    Identity issued = issue.get();
    keep(file, issued.pem());
    return issued;
  }

  /// The key pair in `file`, made if there is none.
  private static SigningKey tokens(Path file, SecureRandom random) {
    try {
      List<Pem.Block> blocks = Pem.read(Files.readString(file));
      List<String> labels = blocks.stream().map(Pem.Block::label).toList();
      if (labels.equals(List.of(Pem.PRIVATE_KEY, Pem.PUBLIC_KEY))) {
        return SigningKey.of(blocks.get(0).der(), blocks.get(1).der());
      }
      damaged(file, "want a private key and a public key, found " + labels);
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.DEBUG, "first key in {0}", file);
    } catch (IOException e) {
      throw KeysException.of("cannot read the keys of the cluster", e);
    } catch (IllegalArgumentException e) {
      damaged(file, String.valueOf(e.getMessage()));
    }
    SigningKey made = SigningKey.generate(random);
    keep(
        file,
        Pem.write(Pem.PRIVATE_KEY, made.secret().getEncoded())
            + Pem.write(Pem.PUBLIC_KEY, made.open().getEncoded()));
    return made;
  }

  private static void damaged(Path file, String why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} is damaged ({1}) and made anew: Pods that run already are refused by the API until their tokens are renewed",
        file,
        why);
  }

  private static boolean isNearEnd(X509Certificate found, Instant now, Duration reserve) {
    return now.isBefore(found.getNotBefore().toInstant())
        || now.plus(reserve).isAfter(found.getNotAfter().toInstant());
  }

  private static void keep(Path file, String text) {
    try {
      if (!Files.exists(file) || !Files.readString(file).equals(text)) {
        PrivateFiles.write(file, text);
      }
    } catch (IOException e) {
      throw KeysException.of("cannot write the keys of the cluster", e);
    }
  }
}
