package io.binnacle.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.model.meta.IpAddress;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.Test;

/// Our certificates, read by Bouncy Castle and judged by the JDK's path validation.
class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:34:56.789Z");

  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock = InstantSource.fixed(NOW);
  private final Identity root = CertificateAuthority.newRoot(clock, random);
  private final CertificateAuthority authority = new CertificateAuthority(root, clock, random);

  @Test
  void theRootIsAnAuthorityAndNothingElse() throws Exception {
    X509CertificateHolder seen = new JcaX509CertificateHolder(root.certificate());

    assertThat(seen.getVersionNumber()).isEqualTo(3);
    assertThat(seen.getSubject()).isEqualTo(seen.getIssuer());
    assertThat(seen.getSubject().toString()).isEqualTo("CN=binnacle-ca");
    assertThat(BasicConstraints.fromExtensions(seen.getExtensions()).isCA()).isTrue();
    assertThat(KeyUsage.fromExtensions(seen.getExtensions()))
        .isEqualTo(
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign));
    assertThat(seen.getNotBefore()).isEqualTo(Date.from(Instant.parse("2026-11-23T11:34:56Z")));
    assertThat(seen.getNotAfter()).isEqualTo(Date.from(Instant.parse("2036-11-20T12:34:56Z")));
    verifies(seen, root.certificate());
  }

  @Test
  void theServersCertificateNamesEverythingItIsReachedBy() throws Exception {
    ServingNames names =
        ServingNames.of(
            "cluster.example",
            "My-Host",
            List.of(IpAddress.of("10.96.0.1"), IpAddress.of("fd00::1")));
    Identity serving = authority.issueServing(names);
    X509CertificateHolder seen = new JcaX509CertificateHolder(serving.certificate());

    List<String> said = new ArrayList<>();
    for (GeneralName name :
        GeneralNames.fromExtensions(seen.getExtensions(), Extension.subjectAlternativeName)
            .getNames()) {
      said.add(
          name.getTagNo() == GeneralName.iPAddress
              ? IpAddress.ofBytes(ASN1OctetString.getInstance(name.getName()).getOctets())
                  .toString()
              : name.getName().toString());
    }
    assertThat(said)
        .containsExactly(
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.example",
            "localhost",
            "my-host",
            "10.96.0.1",
            "127.0.0.1",
            "::1",
            "fd00::1");
    assertThat(ServingNames.in(serving.certificate())).isEqualTo(names);
    assertThat(ExtendedKeyUsage.fromExtensions(seen.getExtensions()).getUsages())
        .containsExactly(KeyPurposeId.id_kp_serverAuth);
    leafIsSound(seen, serving);
  }

  @Test
  void aHostNameThatIsNoDnsNameIsLeftOut() {
    assertThat(ServingNames.of("cluster.local", "my_host!", List.of(IpAddress.of("0.0.0.0"))))
        .isEqualTo(ServingNames.of("cluster.local", "", List.of()));
  }

  @Test
  void aClientsCertificateCarriesUserAndGroups() throws Exception {
    SubjectName who = new SubjectName("jürgen", List.of("system:masters", "dev"));
    Identity client = authority.issueClient(who);
    X509CertificateHolder seen = new JcaX509CertificateHolder(client.certificate());

    assertThat(seen.getSubject().getRDNs(BCStyle.CN)[0].getFirst().getValue().toString())
        .isEqualTo("jürgen");
    assertThat(seen.getSubject().getRDNs(BCStyle.O))
        .extracting(r -> r.getFirst().getValue().toString())
        .containsExactly("system:masters", "dev");
    assertThat(ExtendedKeyUsage.fromExtensions(seen.getExtensions()).getUsages())
        .containsExactly(KeyPurposeId.id_kp_clientAuth);
    assertThat(SubjectName.read(client.certificate().getSubjectX500Principal().getEncoded()))
        .isEqualTo(who);
    leafIsSound(seen, client);
  }

  private void leafIsSound(X509CertificateHolder seen, Identity leaf) throws Exception {
    assertThat(BasicConstraints.fromExtensions(seen.getExtensions()).isCA()).isFalse();
    assertThat(KeyUsage.fromExtensions(seen.getExtensions()))
        .isEqualTo(new KeyUsage(KeyUsage.digitalSignature));
    X509CertificateHolder signer = new JcaX509CertificateHolder(root.certificate());
    assertThat(AuthorityKeyIdentifier.fromExtensions(seen.getExtensions()).getKeyIdentifierOctets())
        .isEqualTo(SubjectKeyIdentifier.fromExtensions(signer.getExtensions()).getKeyIdentifier());
    assertThat(seen.getNotAfter()).isEqualTo(Date.from(Instant.parse("2027-11-23T12:34:56Z")));
    verifies(seen, root.certificate());

    PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
    trust.setRevocationEnabled(false);
    trust.setDate(Date.from(NOW));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.certificate())),
            trust);

    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(leaf.key());
    signature.update((byte) 1);
    byte[] signed = signature.sign();
    signature.initVerify(leaf.certificate());
    signature.update((byte) 1);
    assertThat(signature.verify(signed)).as("key and certificate belong together").isTrue();
  }

  private static void verifies(X509CertificateHolder seen, X509Certificate signer)
      throws Exception {
    assertThat(seen.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer)))
        .isTrue();
  }

  @Test
  void serialNumbersDifferAndFitTheStandard() {
    ServingNames names = ServingNames.of("cluster.local", "", List.of());
    List<BigInteger> serials = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      serials.add(authority.issueServing(names).certificate().getSerialNumber());
    }
    assertThat(serials)
        .doesNotHaveDuplicates()
        .allMatch(s -> s.signum() > 0 && s.bitLength() <= 159);
  }

  @Test
  void aNameAsGoWritesItIsReadToo() throws Exception {
    byte[] name =
        new X500NameBuilder()
            .addRDN(BCStyle.C, new DERPrintableString("DE"))
            .addMultiValuedRDN(
                new ASN1ObjectIdentifier[] {BCStyle.O, BCStyle.O},
                new ASN1Encodable[] {new DERPrintableString("a"), new DERPrintableString("b")})
            .addRDN(BCStyle.CN, new DERPrintableString("me"))
            .build()
            .getEncoded(ASN1Encoding.DER);
    assertThat(SubjectName.read(name)).isEqualTo(new SubjectName("me", List.of("a", "b")));
  }
}
