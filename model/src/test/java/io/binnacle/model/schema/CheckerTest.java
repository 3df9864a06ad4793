package io.binnacle.model.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.schema.Checker.Checked;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The objects of these tables, the messages and what is left of the objects, were run through the decoder and encoder of
/// Kubernetes 1.33 (k8s.io/apimachinery's strict JSON serializer).
class CheckerTest {
  private static final ResourceType SERVICE = builtIn("Service");
  private static final ResourceType POD = builtIn("Pod");
  private static final ResourceType SECRET = builtIn("Secret");

  private static ResourceType builtIn(String kind) {
    return requireNonNull(Schema.builtIn().kind("v1", kind));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'apiVersion':[]}| couldn't get version/kind; json parse error: json: cannot unmarshal array into Go struct field .apiVersion of type string",
        "{'kind':5}| couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string",
        "{'metadata':[]}| json: cannot unmarshal array into Go struct field Service.metadata of type v1.ObjectMeta",
        "{'spec':'x'}| json: cannot unmarshal string into Go struct field Service.spec of type v1.ServiceSpec",
        "{'spec':{'ports':'x'}}| json: cannot unmarshal string into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort",
        "{'spec':{'ports':['x']}}| json: cannot unmarshal string into Go struct field ServiceSpec.spec.ports of type v1.ServicePort",
        "{'spec':{'ports':[{'port':'80'}]}}| json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32",
        "{'spec':{'ports':[{'port':8.5}]}}| json: cannot unmarshal number 8.5 into Go struct field ServicePort.spec.ports.port of type int32",
        "{'spec':{'ports':[{'port':80.0}]}}| json: cannot unmarshal number 80.0 into Go struct field ServicePort.spec.ports.port of type int32",
        "{'spec':{'ports':[{'port':99999999999}]}}| json: cannot unmarshal number 99999999999 into Go struct field ServicePort.spec.ports.port of type int32",
        "{'spec':{'ports':[{'port':99999999999999999999}]}}| json: cannot unmarshal number 99999999999999999999 into Go struct field ServicePort.spec.ports.port of type int32",
        "{'spec':{'ports':[{'targetPort':true}]}}| json: cannot unmarshal bool into Go struct field ServicePort.spec.ports.targetPort of type int32",
        "{'spec':{'ports':[{'targetPort':{}}]}}| json: cannot unmarshal object into Go struct field ServicePort.spec.ports.targetPort of type int32",
        "{'spec':{'ports':[{'targetPort':1.5}]}}| json: cannot unmarshal number 1.5 into Go struct field ServicePort.spec.ports.targetPort of type int32",
        "{'spec':{'ports':[{'targetPort':99999999999}]}}| json: cannot unmarshal number 99999999999 into Go struct field ServicePort.spec.ports.targetPort of type int32",
        "{'spec':{'type':5}}| json: cannot unmarshal number into Go struct field ServiceSpec.spec.type of type v1.ServiceType",
        "{'spec':{'clusterIP':5}}| json: cannot unmarshal number into Go struct field ServiceSpec.spec.clusterIP of type string",
        "{'spec':{'ipFamilyPolicy':5}}| json: cannot unmarshal number into Go struct field ServiceSpec.spec.ipFamilyPolicy of type v1.IPFamilyPolicy",
        "{'spec':{'ipFamilies':'IPv4'}}| json: cannot unmarshal string into Go struct field ServiceSpec.spec.ipFamilies of type []v1.IPFamily",
        "{'spec':{'ipFamilies':[4]}}| json: cannot unmarshal number into Go struct field ServiceSpec.spec.ipFamilies of type v1.IPFamily",
        "{'spec':{'selector':['a']}}| json: cannot unmarshal array into Go struct field ServiceSpec.spec.selector of type map[string]string",
        "{'spec':{'selector':{'a':1}}}| json: cannot unmarshal number into Go struct field ServiceSpec.spec.selector of type string",
        "{'spec':{'publishNotReadyAddresses':'yes'}}| json: cannot unmarshal string into Go struct field ServiceSpec.spec.publishNotReadyAddresses of type bool",
        "{'metadata':{'creationTimestamp':'yesterday'}}| parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"",
        "{'metadata':{'creationTimestamp':5}}| json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string",
        "{'metadata':{'uid':5}}| json: cannot unmarshal number into Go struct field ObjectMeta.metadata.uid of type types.UID",
        "{'metadata':{'labels':{'a':1.50}}}| json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
      })
  void aServiceOfWrongTypesIsRefusedInUpstreamsWords(String object, String message) {
    refuses(SERVICE, object, message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':{'terminationGracePeriodSeconds':'5'}}| json: cannot unmarshal string into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64",
        "{'spec':{'volumes':[{'emptyDir':5}]}}| json: cannot unmarshal number into Go struct field Volume.spec.volumes.emptyDir of type v1.EmptyDirVolumeSource",
        "{'spec':{'containers':[{'livenessProbe':{'httpGet':{'path':5}}}]}}| json: cannot unmarshal number into Go struct field HTTPGetAction.spec.containers.livenessProbe.httpGet.path of type string",
        "{'spec':{'containers':[{'resources':{'limits':5}}]}}| json: cannot unmarshal number into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':'1x'}}}]}}| quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':true}}}]}}| quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':{}}}}]}}| quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':'1KK'}}}]}}| unable to parse quantity's suffix",
        "{'spec':{'containers':[{'name':5,'resources':{'limits':{'cpu':'1x'}}}]}}| quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      })
  void aPodOfWrongTypesIsRefusedInUpstreamsWords(String object, String message) {
    refuses(POD, object, message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'data':{'a':'*'}}| illegal base64 data at input byte 0",
        "{'data':{'a':'YQ'}}| illegal base64 data at input byte 0",
        "{'data':{'a':5}}| json: cannot unmarshal number into Go struct field Secret.data of type []uint8",
        "{'data':'x'}| json: cannot unmarshal string into Go struct field Secret.data of type map[string][]uint8",
        "{'data':{'a':'*'},'type':5}| illegal base64 data at input byte 0",
      })
  void aSecretOfWrongTypesIsRefusedInUpstreamsWords(String object, String message) {
    refuses(SECRET, object, message);
  }

  @Test
  void theValuesOfAMapHaveTheirOwnName() {
    refuses(
        builtIn("PersistentVolumeClaim"),
        "{'status':{'allocatedResourceStatuses':{'k':5}}}",
        "json: cannot unmarshal number into Go struct field"
            + " PersistentVolumeClaimStatus.status.allocatedResourceStatuses of type v1.ClaimResourceStatus");
  }

  private static void refuses(ResourceType type, String object, String message) {
    assertThatThrownBy(() -> Checker.check(json(object), type))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessage(message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null is the same as absent| {'metadata':null,'spec':{'clusterIP':null,'ports':null}}| {'spec':{}}",
        "a null element is an empty one| {'spec':{'ports':[null],'ipFamilies':[null],'selector':{'a':null}}}| {'spec':{'ports':[{}],'ipFamilies':[''],'selector':{'a':''}}}",
        "what says nothing is left out| {'metadata':{'labels':{},'generation':0},'spec':{'ports':[],'clusterIP':'','publishNotReadyAddresses':false}}| {'metadata':{},'spec':{}}",
        "an empty value that says something is kept| {'spec':{'allocateLoadBalancerNodePorts':false,'loadBalancerClass':'','ports':[{'port':0,'targetPort':0,'nodePort':0}]}}| {'spec':{'allocateLoadBalancerNodePorts':false,'loadBalancerClass':'','ports':[{'port':0,'targetPort':0}]}}",
        "an empty structure is kept| {'spec':{'sessionAffinityConfig':{'clientIP':{}}}}| {'spec':{'sessionAffinityConfig':{'clientIP':{}}}}",
        "times are written in UTC and whole seconds| {'metadata':{'creationTimestamp':'2026-01-02T03:04:05.678+01:00'}}| {'metadata':{'creationTimestamp':'2026-01-02T02:04:05Z'}}",
        "a number or a string stays what it is| {'spec':{'ports':[{'port':80,'targetPort':'http'},{'port':81,'targetPort':8081}]}}| {'spec':{'ports':[{'port':80,'targetPort':'http'},{'port':81,'targetPort':8081}]}}",
      })
  void aServiceIsReadAsUpstreamReadsIt(String name, String object, String read)
      throws TypeMismatchException {
    assertThat(Checker.check(json(object), SERVICE).pruned()).isEqualTo(json(read));
  }

  @Test
  void quantitiesAreWrittenInCanonicalForm() throws TypeMismatchException {
    Obj limits =
        json(
            "{'a':1.5,'b':'1000m','c':'1024Ki','d':'0.5','e':'1e3','f':null,'g':' 5 ','h':'1.5Gi','i':'0.5Ki','j':7}");
    Obj pod = Obj.of("spec", Obj.of("overhead", limits));
    assertThat(Checker.check(pod, POD).pruned().obj("spec").obj("overhead"))
        .isEqualTo(
            json(
                "{'a':'1500m','b':'1','c':'1Mi','d':'500m','e':'1e3','f':'0','g':'5','h':'1536Mi','i':'512','j':'7'}"));
  }

  @Test
  void base64IsWrittenOnOneLine() throws TypeMismatchException {
    assertThat(Checker.check(json("{'data':{'a':'Y\\nQ=='}}"), SECRET).pruned())
        .isEqualTo(json("{'data':{'a':'YQ=='}}"));
  }

  @Test
  void unknownFieldsAreLeftOutAndNamed() throws TypeMismatchException {
    Checked checked =
        Checker.check(
            json(
                "{'Spec':{},'metadata':{'labels':{'x':'y'},'managedFields':[{'zip':1}]},"
                    + "'spec':{'foo':1,'ports':[{'port':80},{'port':81,'bar':{'x':1},'baz':null}]}}"),
            SERVICE);
    assertThat(checked.unknownFields())
        .containsExactly(
            "Spec",
            "metadata.managedFields[0].zip",
            "spec.foo",
            "spec.ports[1].bar",
            "spec.ports[1].baz");
    assertThat(checked.pruned())
        .isEqualTo(
            json(
                "{'metadata':{'labels':{'x':'y'},'managedFields':[{}]},'spec':{'ports':[{'port':80},{'port':81}]}}"));
  }

  @Test
  void aKeyOfAMapIsPartOfThePath() throws TypeMismatchException {
    assertThat(
            Checker.check(json("{'spec':{'extra':{'a.b':{'x':1}}}}"), SmallTable.services())
                .unknownFields())
        .containsExactly("spec.extra.a.b.x");
  }

  @Test
  void anythingGoesInAFieldOfAnyType() throws TypeMismatchException {
    Obj object = json("{'spec':{'raw':{'x':[null,1,'',{}],'y':null}}}");
    assertThat(Checker.check(object, SmallTable.services()).pruned()).isSameAs(object);
  }

  @Test
  void anObjectWithNothingToChangeIsNotCopied() throws TypeMismatchException {
    Obj object =
        json(
            "{'apiVersion':'v1','kind':'Service','metadata':{'name':'a','labels':{'x':'y'}},'spec':{'ports':[{'port':80}]}}");
    assertThat(Checker.check(object, SERVICE).pruned()).isSameAs(object);
  }

  @Test
  void atMostAHundredUnknownFieldsAreNamed() throws TypeMismatchException {
    Obj.Builder many = Obj.builder();
    IntStream.range(0, 150).forEach(i -> many.put("x" + i, Int.of(i)));
    Checked checked = Checker.check(many.build(), SERVICE);
    assertThat(checked.unknownFields()).hasSize(100);
    assertThat(checked.pruned()).isEqualTo(Obj.EMPTY);
  }

  @Test
  void listsOfListsAreChecked() {
    refuses(
        SmallTable.services(),
        "{'spec':{'matrix':[[1,2],['x']]}}",
        "json: cannot unmarshal string into Go struct field ServiceSpec.spec.matrix of type int32");
    refuses(
        SmallTable.services(),
        "{'spec':{'matrix':[1]}}",
        "json: cannot unmarshal number into Go struct field ServiceSpec.spec.matrix of type []int32");
  }

  @Test
  void aNumberIsNoAnswerToAList() {
    refuses(
        SmallTable.services(),
        "{'spec':{'externalIPs':7}}",
        "json: cannot unmarshal number into Go struct field ServiceSpec.spec.externalIPs of type []string");
  }

  private static Obj json(String text) {
    return Json.object(text.replace('\'', '"'));
  }
}
