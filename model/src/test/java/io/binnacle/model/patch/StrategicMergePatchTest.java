package io.binnacle.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.model.schema.ResourceType;
import io.binnacle.model.schema.Schema;
import io.binnacle.model.schema.StructType;
import io.binnacle.model.tree.Arr;
import io.binnacle.model.tree.Int;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Null;
import io.binnacle.model.tree.Obj;
import io.binnacle.model.tree.Str;
import io.binnacle.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrategicMergePatchTest {

  /// JSON is written with `'` for `"`.
  record Case(String name, String kind, String object, String patch, String result) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> objects() {
    return Stream.of(
        new Case(
            "labels merge, null removes one",
            "Service",
            "{'metadata':{'labels':{'a':'1','b':'2'}}}",
            "{'metadata':{'labels':{'b':null,'c':'3'}}}",
            "{'metadata':{'labels':{'a':'1','c':'3'}}}"),
        new Case(
            "null removes a whole field, absent or not",
            "Service",
            "{'spec':{'selector':{'a':'1'},'type':'ClusterIP'}}",
            "{'spec':{'selector':null,'externalName':null}}",
            "{'spec':{'type':'ClusterIP'}}"),
        new Case(
            "$patch replace takes the map as it is",
            "Service",
            "{'spec':{'selector':{'a':'1','b':'2'}}}",
            "{'spec':{'selector':{'$patch':'replace','c':'3'}}}",
            "{'spec':{'selector':{'c':'3'}}}"),
        new Case(
            "$patch delete leaves an empty map",
            "Service",
            "{'spec':{'selector':{'a':'1'}}}",
            "{'spec':{'selector':{'$patch':'delete'}}}",
            "{'spec':{'selector':{}}}"),
        new Case(
            "a new map arrives without its nulls and without what carries a directive",
            "Service",
            "{'spec':{}}",
            "{'spec':{'selector':{'a':'1','b':null},'sessionAffinityConfig':{'$patch':'delete'}}}",
            "{'spec':{'selector':{'a':'1'}}}"),
        new Case(
            "retainKeys drops what it does not name: a rolling strategy becomes Recreate",
            "Deployment",
            "{'spec':{'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}}}",
            "{'spec':{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}",
            "{'spec':{'strategy':{'type':'Recreate'}}}"),
        new Case(
            "a volume changes its source",
            "Pod",
            "{'spec':{'volumes':[{'name':'v','emptyDir':{}}]}}",
            "{'spec':{'volumes':[{'$retainKeys':['name','hostPath'],'name':'v','hostPath':{'path':'/x'}}]}}",
            "{'spec':{'volumes':[{'hostPath':{'path':'/x'},'name':'v'}]}}"),
        new Case(
            "another type replaces",
            "Service",
            "{'spec':{'ports':[{'port':80,'targetPort':'http'}]}}",
            "{'spec':{'ports':[{'port':80,'targetPort':8080}]}}",
            "{'spec':{'ports':[{'port':80,'targetPort':8080}]}}"),
        new Case(
            "fields the table does not know: objects merge, lists are replaced",
            "Service",
            "{'x':{'a':1,'l':[{'name':'a'}]}}",
            "{'x':{'b':2,'l':[{'name':'b'}]}}",
            "{'x':{'a':1,'b':2,'l':[{'name':'b'}]}}"));
  }

  static Stream<Case> lists() {
    return Stream.of(
        new Case(
            "a port is found by its number",
            "Service",
            "{'spec':{'ports':[{'name':'http','port':80},{'name':'https','port':443}]}}",
            "{'spec':{'ports':[{'port':443,'targetPort':8443}]}}",
            "{'spec':{'ports':[{'name':'http','port':80},{'name':'https','port':443,'targetPort':8443}]}}"),
        new Case(
            "an unknown port is added, before what it has no order with",
            "Service",
            "{'spec':{'ports':[{'name':'http','port':80}]}}",
            "{'spec':{'ports':[{'name':'https','port':443}]}}",
            "{'spec':{'ports':[{'name':'https','port':443},{'name':'http','port':80}]}}"),
        new Case(
            "kubectl apply: a port renamed, one deleted, one added, in the new order",
            "Service",
            "{'spec':{'ports':[{'name':'a','port':80,'protocol':'TCP'},{'name':'b','port':81,'protocol':'TCP'}]}}",
            "{'spec':{'$setElementOrder/ports':[{'port':90},{'port':80}],"
                + "'ports':[{'name':'c','port':90},{'name':'web','port':80},{'$patch':'delete','port':81}]}}",
            "{'spec':{'ports':[{'name':'c','port':90},{'name':'web','port':80,'protocol':'TCP'}]}}"),
        new Case(
            "53 over UDP and TCP share a merge key: the first is meant",
            "Service",
            "{'spec':{'ports':[{'port':53,'protocol':'UDP'},{'port':53,'protocol':'TCP'}]}}",
            "{'spec':{'ports':[{'port':53,'name':'dns'}]}}",
            "{'spec':{'ports':[{'name':'dns','port':53,'protocol':'UDP'},{'port':53,'protocol':'TCP'}]}}"),
        new Case(
            "kubectl set image",
            "Deployment",
            "{'spec':{'template':{'spec':{'containers':[{'name':'web','image':'nginx:1','ports':[{'containerPort':80}]}]}}}}",
            "{'spec':{'template':{'spec':{'$setElementOrder/containers':[{'name':'web'}],"
                + "'containers':[{'image':'nginx:2','name':'web'}]}}}}",
            "{'spec':{'template':{'spec':{'containers':[{'image':'nginx:2','name':'web','ports':[{'containerPort':80}]}]}}}}"),
        new Case(
            "kubectl set env: one variable added, one removed",
            "Deployment",
            "{'spec':{'template':{'spec':{'containers':[{'name':'web','env':[{'name':'A','value':'1'},{'name':'B','value':'2'}]}]}}}}",
            "{'spec':{'template':{'spec':{'$setElementOrder/containers':[{'name':'web'}],'containers':[{'name':'web',"
                + "'$setElementOrder/env':[{'name':'A'},{'name':'C'}],'env':[{'name':'C','value':'3'},{'$patch':'delete','name':'B'}]}]}}}}",
            "{'spec':{'template':{'spec':{'containers':[{'env':[{'name':'A','value':'1'},{'name':'C','value':'3'}],'name':'web'}]}}}}"),
        new Case(
            "env value becomes valueFrom",
            "Pod",
            "{'spec':{'containers':[{'name':'w','env':[{'name':'A','value':'1'}]}]}}",
            "{'spec':{'containers':[{'name':'w','env':[{'name':'A','value':null,'valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}}]}]}}",
            "{'spec':{'containers':[{'env':[{'name':'A','valueFrom':{'fieldRef':{'fieldPath':'status.podIP'}}}],'name':'w'}]}}"),
        new Case(
            "an injected sidecar goes before what it used to come before",
            "Pod",
            "{'spec':{'containers':[{'name':'a'},{'name':'sidecar'},{'name':'b'}]}}",
            "{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}}",
            "{'spec':{'containers':[{'name':'sidecar'},{'name':'b'},{'name':'a'}]}}"),
        new Case(
            "an order alone, with names the list does not have",
            "Pod",
            "{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}",
            "{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'x'},{'name':'a'}]}}",
            "{'spec':{'containers':[{'name':'b'},{'name':'a'}]}}"),
        new Case(
            "a new element takes the place that a deleted one left behind the sidecar",
            "Pod",
            "{'spec':{'containers':[{'name':'a'},{'name':'sidecar'}]}}",
            "{'spec':{'$setElementOrder/containers':[{'name':'b'}],'containers':[{'name':'b'},{'$patch':'delete','name':'a'}]}}",
            "{'spec':{'containers':[{'name':'sidecar'},{'name':'b'}]}}"),
        new Case(
            "an order for a list nobody has is nothing",
            "Pod",
            "{'spec':{}}",
            "{'spec':{'$setElementOrder/containers':[{'name':'b'}]}}",
            "{'spec':{}}"),
        new Case(
            "an order for an empty list is nothing",
            "Pod",
            "{'spec':{'containers':[]}}",
            "{'spec':{'$setElementOrder/containers':[{'name':'b'}]}}",
            "{'spec':{'containers':[]}}"),
        new Case(
            "$patch replace in a list replaces it",
            "Pod",
            "{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}",
            "{'spec':{'containers':[{'name':'c'},{'$patch':'replace'}]}}",
            "{'spec':{'containers':[{'name':'c'}]}}"),
        new Case(
            "$patch replace alone empties the list",
            "Pod",
            "{'spec':{'volumes':[{'name':'a'}]}}",
            "{'spec':{'volumes':[{'$patch':'replace'}]}}",
            "{'spec':{'volumes':[]}}"),
        new Case(
            "deleting what is not there is fine",
            "Pod",
            "{'spec':{'containers':[{'name':'a'}]}}",
            "{'spec':{'containers':[{'$patch':'delete','name':'x'}]}}",
            "{'spec':{'containers':[{'name':'a'}]}}"),
        new Case(
            "a merge key of another type is another key",
            "Service",
            "{'spec':{'ports':[{'port':80}]}}",
            "{'spec':{'ports':[{'$patch':'delete','port':'80'}]}}",
            "{'spec':{'ports':[{'port':80}]}}"),
        new Case(
            "a list without merge strategy is replaced",
            "Pod",
            "{'spec':{'containers':[{'name':'a','args':['x','y']}],'tolerations':[{'key':'a'}]}}",
            "{'spec':{'containers':[{'name':'a','args':['z']}],'tolerations':[{'key':'b'}]}}",
            "{'spec':{'containers':[{'args':['z'],'name':'a'}],'tolerations':[{'key':'b'}]}}"),
        new Case(
            "conditions merge by type: how kubelets write status",
            "Pod",
            "{'status':{'conditions':[{'type':'Ready','status':'False'},{'type':'Initialized','status':'True'}]}}",
            "{'status':{'$setElementOrder/conditions':[{'type':'Ready'}],'conditions':[{'type':'Ready','status':'True'}]}}",
            "{'status':{'conditions':[{'status':'True','type':'Ready'},{'status':'True','type':'Initialized'}]}}"),
        new Case(
            "finalizers merge as a set",
            "Service",
            "{'metadata':{'finalizers':['a','b']}}",
            "{'metadata':{'finalizers':['c','b']}}",
            "{'metadata':{'finalizers':['c','a','b']}}"),
        new Case(
            "finalizers are taken out one by one",
            "Service",
            "{'metadata':{'finalizers':['a','b','c']}}",
            "{'metadata':{'$deleteFromPrimitiveList/finalizers':['b'],'$setElementOrder/finalizers':['c','a']}}",
            "{'metadata':{'finalizers':['c','a']}}"),
        new Case(
            "taking out of a list that is not there is fine",
            "Service",
            "{'metadata':{}}",
            "{'metadata':{'$deleteFromPrimitiveList/finalizers':['b']}}",
            "{'metadata':{}}"),
        new Case(
            "null removes a merging list",
            "Service",
            "{'metadata':{'finalizers':['a']}}",
            "{'metadata':{'finalizers':null}}",
            "{'metadata':{}}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"objects", "lists"})
  void merges(Case c) {
    assertThat(apply(c)).isEqualTo(json(c.result));
  }

  static Stream<Case> malformed() {
    return Stream.of(
        new Case(
            "retainKeys is no list",
            "Deployment",
            "{'spec':{'strategy':{}}}",
            "{'spec':{'strategy':{'$retainKeys':'type'}}}",
            "400 invalid patch format of retainKeys"),
        new Case(
            "retainKeys does not name what is set",
            "Deployment",
            "{'spec':{'strategy':{}}}",
            "{'spec':{'strategy':{'$retainKeys':['type'],'rollingUpdate':{}}}}",
            "400 invalid patch format of retainKeys"),
        new Case(
            "a deletion names no field",
            "Service",
            "{'metadata':{}}",
            "{'metadata':{'$deleteFromPrimitiveList':['b']}}",
            "400 invalid patch format of primitive list"),
        new Case(
            "an order names no field",
            "Service",
            "{'spec':{}}",
            "{'spec':{'$setElementOrderports':[]}}",
            "400 invalid patch format of setElementOrder list"),
        new Case(
            "lists in a merging list",
            "Service",
            "{'spec':{'ports':[{'port':80}]}}",
            "{'spec':{'ports':[['x']]}}",
            "500 list element types are not identical: [[map[port:80]] [[x]]]"),
        new Case(
            "lists in both",
            "Service",
            "{'spec':{'ports':[['x']]}}",
            "{'spec':{'ports':[['x']]}}",
            "422 the server rejected our request due to an error in our request"),
        new Case(
            "an element without its merge key",
            "Service",
            "{'spec':{'ports':[{'port':80}]}}",
            "{'spec':{'ports':[{'name':'x','targetPort':80}]}}",
            "500 map: map[name:x targetPort:80] does not contain declared merge key: port"),
        new Case(
            "a deletion without its merge key",
            "Service",
            "{'spec':{'ports':[{'port':80}]}}",
            "{'spec':{'ports':[{'$patch':'delete'}]}}",
            "500 map: map[$patch:delete] does not contain declared merge key: port"),
        new Case(
            "an unknown directive in a map",
            "Service",
            "{'spec':{}}",
            "{'spec':{'$patch':'merge','type':'X'}}",
            "500 unknown patch type: merge in map: map[$patch:merge type:X]"),
        new Case(
            "an unknown directive in a list",
            "Service",
            "{'spec':{'ports':[{'port':80}]}}",
            "{'spec':{'ports':[{'$patch':7}]}}",
            "500 unknown patch type: 7 in map: map[$patch:7]"),
        new Case(
            "merge as a directive in a list",
            "Service",
            "{'spec':{'ports':[{'port':80}]}}",
            "{'spec':{'ports':[{'$patch':'merge'}]}}",
            "500 merging lists cannot yet be specified in the patch"),
        new Case(
            "strings where objects merge",
            "Pod",
            "{'spec':{'containers':[{'name':'a'}]}}",
            "{'spec':{'containers':['a']}}",
            "500 list element types are not identical: [[map[name:a]] [a]]"),
        new Case(
            "an order that is no list",
            "Pod",
            "{'spec':{}}",
            "{'spec':{'$setElementOrder/containers':'a'}}",
            "500 expected a []interface {}, but received a string"),
        new Case(
            "an order of strings for objects",
            "Pod",
            "{'spec':{'containers':[{'name':'a'}]}}",
            "{'spec':{'$setElementOrder/containers':['a']}}",
            "500 expected a map[string]interface {}, but received a string"),
        new Case(
            "an order that does not name an element of the patch",
            "Pod",
            "{'spec':{'containers':[{'name':'a'}]}}",
            "{'spec':{'$setElementOrder/containers':[{'name':'b'}],'containers':[{'name':'a'}]}}",
            "500 The order in patch list:\n[map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n"),
        new Case(
            "a patch that is a list",
            "Pod",
            "{}",
            "[1]",
            "400 json: cannot unmarshal array into Go value of type map[string]interface {}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void malformed(Case c) {
    assertThatThrownBy(() -> apply(c))
        .isInstanceOfSatisfying(
            PatchException.class,
            e -> assertThat(e.status().code() + " " + e.status().message()).isEqualTo(c.result));
  }

  @Test
  void anEmptyPatchChangesNothing() {
    Obj object = Json.object("{\"spec\":{\"ports\":[{\"port\":80}]}}");
    assertThat(StrategicMergePatch.apply(object, Obj.EMPTY, struct("Service"))).isSameAs(object);
    assertThat(StrategicMergePatch.apply(object, Null.NULL, struct("Service"))).isSameAs(object);
  }

  @Test
  void twoLongListsMergeWithoutComparingEachWithEach() {
    int many = 30_000;
    Obj object = Obj.of("spec", Obj.of("containers", named(0, many)));
    Obj patch =
        Obj.of(
            "spec",
            Obj.of(
                "$setElementOrder/containers",
                named(0, 2 * many),
                "containers",
                named(many, 2 * many)));
    Obj merged = StrategicMergePatch.apply(object, patch, struct("Pod"));
    assertThat(merged.obj("spec").arr("containers").size()).isEqualTo(2 * many);
  }

  private static Arr named(int from, int to) {
    List<Value> out = new ArrayList<>();
    for (int i = from; i < to; i++) {
      out.add(Obj.of("name", Str.of("c" + i), "n", Int.of(i)));
    }
    return Arr.copyOf(out);
  }

  private static Obj apply(Case c) {
    return StrategicMergePatch.apply((Obj) json(c.object), json(c.patch), struct(c.kind));
  }

  private static StructType struct(String kind) {
    ResourceType type = Schema.builtIn().kind(kind.equals("Deployment") ? "apps/v1" : "v1", kind);
    return Objects.requireNonNull(type).struct();
  }

  private static Value json(String text) {
    return Objects.requireNonNull(Json.object("{\"v\":" + text.replace('\'', '"') + "}").get("v"));
  }
}
