// vSphere, SOAP at /sdk: the calls of a reader, with pages of maxObjects by token, one answer to a
// token, and faults with status 500.
#include "api/api.h"

namespace muster::lab {
namespace {

const std::string envelope =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope "
    "xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" "
    "xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<soapenv:Body>\n";
const std::string envelope_end = "\n</soapenv:Body>\n</soapenv:Envelope>";

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const auto begin = text.find(from);
  if (begin == std::string::npos) return "";
  const auto end = text.find(to, begin + from.size());
  return end == std::string::npos ? ""
                                  : text.substr(begin + from.size(), end - begin - from.size());
}

std::string property(const std::string& name, const std::string& type, const std::string& value) {
  return "<propSet><name>" + name + "</name><val xsi:type=\"" + type + "\">" + value +
         "</val></propSet>";
}

std::string object(const std::string& type, const std::string& id, const std::string& inside) {
  return "<objects><obj type=\"" + type + "\">" + id + "</obj>" + inside + "</objects>";
}

class Vsphere : public ReadApi {
 public:
  explicit Vsphere(const ApiTraits& traits) : ReadApi(traits), sessions_(traits.expire_after) {}

 private:
  static Answer xml(const std::string& inside, int status = 200) {
    return {.status = status,
            .body = envelope + inside + envelope_end,
            .type = "text/xml; charset=utf-8"};
  }
  static Answer fault(const std::string& kind, const std::string& sentence) {
    return xml("<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>" + sentence +
                   "</faultstring><detail><" + kind + "Fault xmlns=\"urn:vim25\" xsi:type=\"" +
                   kind + "\"></" + kind + "Fault></detail></soapenv:Fault>",
               500);
  }
  static Answer returned(const std::string& method, const std::string& inside) {
    return xml("<" + method + "Response xmlns=\"urn:vim25\">" + inside + "</" + method +
               "Response>");
  }

  Answer reply(const httplib::Request& request) override {
    if (request.path != "/sdk" || request.method != "POST") return {.status = 404};
    const std::string method = between(request.body, "<soapenv:Body><", " ");
    if (method == "RetrieveServiceContent") return content();
    if (method == "Login") return log_in(request.body);
    const std::string cookie = request.get_header_value("Cookie");
    const std::string token = between(cookie + ";", "vmware_soap_session=", ";");
    view_ = "session[" + token + "]view-1";  // as its own simulator names them
    if (!sessions_.use(token))
      return fault("NotAuthenticated", "The session is not authenticated.");
    if (method == "CreateContainerView") {
      return returned(method, "<returnval type=\"ContainerView\">" + view_ + "</returnval>");
    }
    if (method == "Logout") {
      sessions_.close(token);
      return returned(method, "");
    }
    if (method == "RetrievePropertiesEx") {
      if (between(request.body, "<obj type=\"ContainerView\">", "<") != view_) {
        return fault("ManagedObjectNotFound", "The object has already been deleted");
      }
      size_ = std::max(std::stoi("0" + between(request.body, "<maxObjects>", "<")), 1);
      return page(method, 0);
    }
    if (method == "ContinueRetrievePropertiesEx") {
      const std::string next = between(request.body, "<token>", "<");
      if (next.empty() || next != token_) return fault("InvalidProperty", "token");
      return page(method, std::stoi(next));
    }
    return fault("InvalidRequest", "unknown method " + method);
  }

  static Answer content() {
    return returned(
        "RetrieveServiceContent",
        "<returnval><rootFolder type=\"Folder\">group-d1</rootFolder>"
        "<propertyCollector type=\"PropertyCollector\">propertyCollector</propertyCollector>"
        "<viewManager type=\"ViewManager\">ViewManager</viewManager>"
        "<about><name>VMware vCenter Server</name><version>8.0.2</version>"
        "<instanceUuid>0d5c1b1e-0000-4000-8000-000000000001</instanceUuid></about>"
        "<sessionManager type=\"SessionManager\">SessionManager</sessionManager></returnval>");
  }

  Answer log_in(const std::string& body) {
    if (between(body, "<userName>", "<") != traits().user ||
        between(body, "<password>", "<") != traits().password) {
      return fault("InvalidLogin",
                   "Cannot complete login due to an incorrect user name or password.");
    }
    Answer answer = returned("Login", "<returnval><key>lab</key></returnval>");
    answer.headers.emplace("Set-Cookie",
                           "vmware_soap_session=" + sessions_.open() + "; Path=/; HttpOnly;");
    return answer;
  }

  Answer page(const std::string& method, int from) {
    if (fails_now()) return fault("RuntimeFault", "A general system error occurred");
    const int all = traits().count + 3;
    const int end = std::min(from + size_, all);
    std::string inside;
    for (int i = from; i < end; ++i) inside += thing(i);
    token_ = end < all ? std::to_string(traits().repeat ? from : end) : "";
    if (!token_.empty()) inside = "<token>" + token_ + "</token>" + inside;
    return returned(method, "<returnval>" + inside + "</returnval>");
  }

  std::string thing(int i) const {
    if (traits().hosts_last) i = traits().count + 2 - i;
    if (i == 0)
      return object("ClusterComputeResource", "domain-c8",
                    property("name", "xsd:string", "lab-cluster"));
    if (i == 1) return host();
    if (i == 2) {
      return object("Datastore", "datastore-11",
                    property("summary", "DatastoreSummary",
                             "<name>vmfs1</name><capacity>1099511627776</capacity>"
                             "<freeSpace>549755813888</freeSpace><type>VMFS</type>"));
    }
    return vm(i - 3);
  }

  static std::string host() {
    return object(
        "HostSystem", "host-10",
        property("name", "xsd:string", "esx1.lab.example") +
            "<propSet><name>parent</name><val type=\"ClusterComputeResource\" "
            "xsi:type=\"ManagedObjectReference\">domain-c8</val></propSet>" +
            property("runtime.connectionState", "HostSystemConnectionState", "connected") +
            property(
                "summary.hardware", "HostHardwareSummary",
                "<vendor>Dell Inc.</vendor><model>PowerEdge R750</model><uuid>4C4C4544-0001</uuid>"
                "<otherIdentifyingInfo><identifierValue>unknown</identifierValue><identifierType>"
                "<key>AssetTag</key></identifierType></otherIdentifyingInfo>"
                "<otherIdentifyingInfo><identifierValue>7XK2Q33</identifierValue><identifierType>"
                "<key>ServiceTag</key></identifierType></otherIdentifyingInfo>"
                "<memorySize>549755813888</memorySize><cpuModel>Xeon</cpuModel>"
                "<numCpuThreads>64</numCpuThreads>") +
            property("summary.config.product", "AboutInfo",
                     "<name>VMware ESXi</name><version>8.0.2</version>") +
            property(
                "config.network.pnic", "ArrayOfPhysicalNic",
                "<PhysicalNic><device>vmnic0</device><mac>b0:26:28:00:00:01</mac></PhysicalNic>") +
            property(
                "config.network.vnic", "ArrayOfHostVirtualNic",
                "<HostVirtualNic><device>vmk0</device><spec><ip><ipAddress>10.80.0.10</ipAddress>"
                "<subnetMask>255.255.255.0</subnetMask></ip><mac>b0:26:28:00:00:01</mac></spec></"
                "HostVirtualNic>"));
  }

  static std::string vm(int i) {
    const std::string number = std::to_string(100 + i);
    const std::string address =
        "10.80." + std::to_string(1 + i / 250) + "." + std::to_string(i % 250 + 1);
    std::string mac = lab_mac(i, 5);
    mac.replace(0, 8, "00:50:56");
    return object(
        "VirtualMachine", "vm-" + number,
        property("name", "xsd:string", "vm&amp;" + number) +
            property("config.instanceUuid", "xsd:string",
                     "5000AAAA-0000-4000-8000-000000000" + number) +
            property("config.template", "xsd:boolean", i % 10 == 9 ? "true" : "false") +
            property("config.hardware.numCPU", "xsd:int", "4") +
            property("config.hardware.memoryMB", "xsd:int", "8192") +
            property("config.hardware.device", "ArrayOfVirtualDevice",
                     "<VirtualDevice "
                     "xsi:type=\"VirtualDisk\"><key>2000</key><capacityInKB>41943040</"
                     "capacityInKB></VirtualDevice>"
                     "<VirtualDevice "
                     "xsi:type=\"VirtualVmxnet3\"><key>4000</key><deviceInfo><label>Network "
                     "adapter 1</label>"
                     "</deviceInfo><macAddress>" +
                         mac + "</macAddress></VirtualDevice>") +
            property("guest.guestFullName", "xsd:string", "Debian GNU/Linux 12 (64-bit)") +
            property("guest.net", "ArrayOfGuestNicInfo",
                     "<GuestNicInfo><network>VM Network</network><ipAddress>" + address +
                         "</ipAddress><macAddress>" + mac +
                         "</macAddress><ipConfig><ipAddress><ipAddress>" + address +
                         "</ipAddress><prefixLength>16</prefixLength></ipAddress></ipConfig></"
                         "GuestNicInfo>") +
            "<propSet><name>runtime.host</name><val type=\"HostSystem\" "
            "xsi:type=\"ManagedObjectReference\">host-10</val></propSet>" +
            property("runtime.powerState", "VirtualMachinePowerState",
                     i % 3 == 2 ? "poweredOff" : "poweredOn"));
  }

  Sessions sessions_;
  std::string token_, view_;
  int size_ = 1;
};

}  // namespace

std::unique_ptr<ReadApi> make_vsphere(const ApiTraits& traits) {
  return std::make_unique<Vsphere>(traits);
}

}  // namespace muster::lab
