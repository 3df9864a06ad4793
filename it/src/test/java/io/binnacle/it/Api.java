package io.binnacle.it;

import io.binnacle.attach.ClusterAccess;
import io.binnacle.attach.RemoteApi;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Target;
import io.binnacle.model.meta.ResourceName;
import io.binnacle.model.tree.Json;
import io.binnacle.model.tree.Obj;
import io.binnacle.testkit.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Services and EndpointSlices as somebody writes them who needs no Pods.
final class Api implements AutoCloseable {
  private final RemoteApi api;

  Api(Path kubeconfig) throws IOException {
    api =
        new RemoteApi(
            ClusterAccess.kubeconfig(kubeconfig, ""),
            RemoteApi.Options.reading("tests").writing(),
            RandomGenerator.getDefault());
  }

  /// One endpoint of a slice.
  ///
  /// @param address of the family of the slice
  /// @param hostname its name below the Service
  record Endpoint(String address, String hostname) {}

  /// What a command prints for somebody with this kubeconfig.
  ///
  /// @throws AssertionError if it fails
  static String shell(Path kubeconfig, String command) {
    Map<String, String> environment =
        Map.of(
            "KUBECONFIG",
            kubeconfig.toString(),
            "KUBECACHEDIR",
            kubeconfig.resolveSibling("kubectl-cache").toString());
    Shell.Result result =
        new Shell(Path.of("..").toAbsolutePath().normalize(), environment).run(command);
    if (result.status() != 0) {
      throw new AssertionError(command + ": status " + result.status() + "\n" + result.output());
    }
    return result.output().strip();
  }

  static Obj json(String text) {
    return Json.object(text.replace('\'', '"'));
  }

  void service(String name, String spec) {
    api.create(
        ResourceName.SERVICES,
        "default",
        json("{'metadata':{'name':'%s'},'spec':%s}".formatted(name, spec)));
  }

  void headless(String name) {
    service(
        name,
        "{'clusterIP':'None','ipFamilyPolicy':'PreferDualStack','ports':[{'name':'db','port':5432}]}");
  }

  void deleteService(String name) {
    api.delete(Target.of(ResourceName.SERVICES, "default", name), DeleteOptions.DEFAULT);
  }

  String clusterIp(String service) {
    return api.get(Target.of(ResourceName.SERVICES, "default", service))
        .obj("spec")
        .str("clusterIP");
  }

  /// Makes a slice.
  ///
  /// @param type IPv4 or IPv6
  /// @param port of all its endpoints, called `db`
  void slice(String service, String name, String type, int port, List<Endpoint> endpoints) {
    api.create(
        ResourceName.ENDPOINT_SLICES, "default", sliceOf(service, name, type, port, endpoints));
  }

  /// Replaces what a slice says, whatever it says now.
  void change(String service, String name, String type, int port, List<Endpoint> endpoints) {
    api.update(
        Target.of(ResourceName.ENDPOINT_SLICES, "default", name),
        sliceOf(service, name, type, port, endpoints));
  }

  void deleteSlice(String name) {
    api.delete(Target.of(ResourceName.ENDPOINT_SLICES, "default", name), DeleteOptions.DEFAULT);
  }

  private static Obj sliceOf(
      String service, String name, String type, int port, List<Endpoint> endpoints) {
    String list =
        endpoints.stream()
            .map(e -> "{'addresses':['%s'],'hostname':'%s'}".formatted(e.address(), e.hostname()))
            .collect(Collectors.joining(","));
    return json(
        """
        {'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice',
         'metadata':{'name':'%s','namespace':'default','labels':{'kubernetes.io/service-name':'%s'}},
         'addressType':'%s','ports':[{'name':'db','port':%d,'protocol':'TCP'}],'endpoints':[%s]}\
        """
            .formatted(name, service, type, port, list));
  }

  @Override
  public void close() {
    api.close();
  }
}
