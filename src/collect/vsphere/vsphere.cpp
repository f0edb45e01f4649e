#include "collect/vsphere/vsphere.h"

#include <algorithm>
#include <tuple>

#include "collect/connector/facts.h"
#include "collect/vsphere/objects.h"
#include "core/text.h"

namespace muster {
namespace {

class Vcenter {
 public:
  Vcenter(const Source& source, Wires& wires, std::stop_token stop)
      : session_(source, wires, std::move(stop)), url_(source.config.as<VsphereConfig>().url) {
    seen_.source = source.config.id();
    seen_.site = source.config.site;
  }

  Observation read() && {
    Objects got;
    try {
      session_.log_in();
      got = session_.read(vsphere_wanted);
    } catch (const Error& error) {
      got.error = error;
    }
    session_.log_out();
    const bool whole = !got.error;
    if (got.error) seen_.trouble.add(std::move(*got.error));
    keep(got.list, whole);
    tell_missing();
    const bool all = whole && missing_.empty();
    seen_.answer = all ? Answer::whole : seen_.records.empty() ? Answer::none : Answer::partial;
    if (all) seen_.complete = {FactKind::guest, FactKind::device};
    if (all && vms_ == 0) {
      seen_.doubt(Error(seen_.source + ": the server lists no virtual machine at all")
                      .because("it leaves out those that the user has no right to see")
                      .mend("grant the user the role Read-only on the vCenter, with Propagate"));
    }
    return std::move(seen_);
  }

 private:
  // Of an answer that was cut, what refers to something on another page is left out: without its
  // host and cluster a machine would look as if it had moved.
  void keep(const std::vector<ManagedObject>& objects, bool whole) {
    const VsphereNames names = vsphere_names(objects);
    const VsphereRow cut_off{.row = {}, .left_out = "its host or cluster was not read"};
    for (const ManagedObject& one : objects) {
      for (const std::string& path : one.missing) ++missing_[one.ref.type + " " + path];
      if (one.ref.type == "VirtualMachine") {
        ++vms_;
        const std::string& host = one.text("runtime.host");
        keep(whole || names.has(host) ? linked(vm_row(one, names), one, "vm") : cut_off);
      } else if (one.ref.type == "HostSystem") {
        keep(whole || names.has(one.ref.id) ? linked(host_row(one, names), one, "host") : cut_off);
      } else if (one.ref.type == "Datastore") {
        keep(linked(datastore_row(one), one, "datastore"));
      }
    }
    std::sort(seen_.records.begin(), seen_.records.end(), [](const Record& a, const Record& b) {
      return std::tie(a.kind, a.id) < std::tie(b.kind, b.id);
    });
  }

  // To its page in the vSphere Client; an ESXi host without a vCenter has another client.
  VsphereRow linked(VsphereRow one, const ManagedObject& object, const std::string& view) const {
    const bool plain = std::all_of(object.ref.id.begin(), object.ref.id.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (session_.instance().empty() || !plain) return one;
    one.row.record.link = url_ + "/ui/app/" + view + ";nav=h/urn:vmomi:" + object.ref.type + ":" +
                          object.ref.id + ":" + session_.instance() + "/summary";
    return one;
  }

  void keep(VsphereRow one) {
    if (!one.left_out.empty()) {
      ++seen_.dropped[one.left_out];
      return;
    }
    const auto facts = connector::facts_of(one.row, "vsphere", seen_.source);
    if (!facts.left_out.empty()) ++seen_.dropped[facts.left_out];
    for (const Fact& fact : facts.list) seen_.facts.push_back(fact);
    seen_.records.push_back(std::move(one.row.record));
  }

  void tell_missing() {
    for (const auto& [what, count] : missing_) {
      seen_.trouble.add(Error(seen_.source + ": " + clean(what, 120) + " may not be read of " +
                              counted(count, "object"))
                            .mend("grant the user the role Read-only on them")
                            .as(Severity::warning));
    }
  }

  VsphereSession session_;
  std::string url_;
  Observation seen_;
  size_t vms_ = 0;
  std::map<std::string, size_t> missing_;  // type and property → objects
};

}  // namespace

Observation collect_vsphere(const Source& source, Wires& wires, std::stop_token stop) {
  return Vcenter(source, wires, std::move(stop)).read();
}

}  // namespace muster
