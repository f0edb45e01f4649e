#include <algorithm>

#include "config/reading.h"
#include "core/text.h"

namespace muster::config_file {
namespace {

const std::vector<std::string> ways{"env", "file", "command"};

// "sources.core-1.password" → "CORE_1_PASSWORD".
std::string variable_for(const std::string& path) {
  std::string name;
  for (const char c : path.substr(path.find('.') + 1)) {
    if (c >= 'a' && c <= 'z') {
      name += static_cast<char>(c - 'a' + 'A');
    } else {
      name += (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
    }
  }
  return name;
}

bool is_variable(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && text.size() <= 255 && (text[0] < '0' || text[0] > '9') &&
         std::all_of(text.begin(), text.end(), fits);
}

std::string reference_for(const Reading& in) {
  return in.key() + ": {env: " + variable_for(in.path) + "}";
}

void read_command(Reading& in, const yaml::Node& node, SecretRef& ref) {
  const bool good = node.kind == yaml::Kind::sequence && !node.items.empty() &&
                    std::all_of(node.items.begin(), node.items.end(), [](const yaml::Node& item) {
                      return item.kind == yaml::Kind::scalar && !item.text.empty() &&
                             item.text.find('\0') == std::string::npos;
                    });
  if (!good) {
    return in.fault(node, "a command must be a list of a program and its arguments",
                    "write command: [pass, show, netbox]; no shell reads it");
  }
  const std::string& program = node.items[0].text;
  if (program.find('/') != std::string::npos && program[0] != '/') {
    return in.fault(node.items[0], "a command must not depend on where muster runs",
                    "write the name of a program in PATH, or its whole path");
  }
  for (const yaml::Node& item : node.items) ref.command.push_back(item.text);
}

void read_way(Reading& in, const yaml::Entry& entry, SecretRef& ref) {
  if (entry.key == "command") return read_command(in, entry.value, ref);
  if (entry.key == "file") {
    if (auto path = placed_path(in, entry.value)) ref.file = std::move(*path);
    return;
  }
  if (entry.value.kind == yaml::Kind::scalar && is_variable(entry.value.text)) {
    ref.env = entry.value.text;
    return;
  }
  in.fault(entry.value, "env must be the name of a variable, not its value",
           "write " + reference_for(in) + " and set that variable where muster runs");
}

}  // namespace

void read_secret(Reading& in, const yaml::Node& node, SecretRef& out) {
  if (node.kind != yaml::Kind::mapping && !node.null()) {
    in.trouble.add(Error("a secret must not stand in this file: " + in.key(), Exit::invalid)
                       .at(in.at(node))
                       .because(in.layer.own ? "files are copied, shown and backed up"
                                             : "whoever reads the repository reads it, so take it "
                                               "as known and renew it")
                       .mend("write " + reference_for(in) +
                             ", {file: PATH} or, in your own muster.yaml, {command: [...]}"));
    return;
  }
  // The key of an unknown entry is not shown: it may be the secret itself.
  const bool one = node.entries.size() == 1 &&
                   std::find(ways.begin(), ways.end(), node.entries[0].key) != ways.end();
  if (!one) {
    return in.fault(node, in.key() + " must be exactly one of {env: …}, {file: …}, {command: […]}",
                    "write " + reference_for(in));
  }
  SecretRef ref;
  ref.own = in.layer.own;
  ref.where = in.at(node);
  read_way(in, node.entries[0], ref);
  if (!ref.empty()) out = std::move(ref);
}

}  // namespace muster::config_file
