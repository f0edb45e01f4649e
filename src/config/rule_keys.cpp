#include "config/rule_keys.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/key.h"
#include "model/fqdn.h"

namespace muster::config_file {
namespace {

void read_name(Reading& in, const yaml::Node& node, std::string& out) {
  const std::string* text = plain_text(in, node);
  if (text == nullptr) return;
  if (!is_name(*text)) {
    return in.fault(node, in.key() + " " + quote(*text) + " is not a name",
                    "use 1 to 50 of a-z, 0-9, - and _, beginning with a letter or a digit");
  }
  out = *text;
}

void read_dns_label(Reading& in, const yaml::Node& node, std::string& out) {
  const std::string* text = plain_text(in, node);
  if (text == nullptr) return;
  if (!is_dns_label(*text)) {
    const std::string near = dns_label(*text);
    return in.fault(node, in.key() + " " + quote(*text) + " is no DNS label",
                    near.empty() ? "use letters, digits and dashes" : "write " + quote(near));
  }
  out = *text;
}

constexpr std::array approvals{Approval::pending, Approval::approved, Approval::rejected};

void read_approval(Reading& in, const yaml::Node& node, Approval& out) {
  static const std::vector<std::string_view> words = [] {
    std::vector<std::string_view> all;
    for (const Approval approval : approvals) all.push_back(word(approval));
    return all;
  }();
  std::string chosen;
  read_one_of(in, node, words, chosen);
  for (const Approval approval : approvals) {
    if (word(approval) == chosen) out = approval;
  }
}

// Where column `column` of a selector stands, as far as it is written as it is read.
Where place_in(Reading& in, const yaml::Node& node, int column) {
  const std::string_view text = in.layer.document.text;
  for (const size_t quote : {size_t{0}, size_t{1}}) {
    if (node.block || text.substr(node.begin.offset + quote, node.text.size()) != node.text)
      continue;
    yaml::Mark mark = node.begin;
    mark.column += static_cast<int>(quote) + column - 1;
    return in.layer.document.where(mark);
  }
  return in.at(node);
}

void read_condition(Reading& in, const yaml::Node& node, Rule& rule) {
  if (node.kind != yaml::Kind::scalar || node.text.empty()) {
    return in.fault(node, "where must be a selector",
                    "write one such as: vendor ~ \"HP*\" and site = berlin");
  }
  try {
    rule.where = Selector::parse(node.text, Asks::observed);
    rule.condition = node.text;
  } catch (Error& error) {
    error.where = place_in(in, node, error.where.column);
    error.exit = Exit::invalid;
    in.trouble.add(std::move(error));
  }
}

Key<Rule> condition_key() {
  return {"where",
          false,
          "Which hosts: a selector of what was observed of them; every host when not given.",
          read_condition,
          [](const Rule& rule) { return nlohmann::json(rule.condition); },
          R"({"type": "string", "minLength": 1, "maxLength": 4096})",
          "vendor ~ (brother*, canon*) and site = berlin"};
}

Key<Rule> approval_key() {
  return {"approval",
          false,
          "approved or rejected: hosts that nothing is wrong with are decided, as by a person. "
          "pending: a person decides.",
          [](Reading& in, const yaml::Node& node, Rule& rule) {
            read_approval(in, node, rule.approval);
          },
          [](const Rule& rule) { return nlohmann::json(word(rule.approval)); },
          R"({"enum": ["pending", "approved", "rejected"]})",
          ""};
}

}  // namespace

const Section<Rule>& rule_section() {
  const auto name = R"({"$ref": "#/$defs/name"})";
  static const Section<Rule> section{
      "rules",
      "rule",
      "",
      "In order: the first that fits a host decides.",
      "What hosts that fit are taken for.",
      {{"",
        "",
        {needed(key_of<&Rule::name, read_name>("rule", "Its name, as host files tell it.", name,
                                               "printers")),
         condition_key(),
         needed(key_of<&Rule::classification, read_name>(
             "classification", "One of the classifications in muster.yaml.", name, "printer")),
         approval_key(),
         key_of<&Rule::host_name, read_dns_label>(
             "name", "The name of the host, above every name seen.",
             R"({"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"})", "gw1"),
         key<&Rule::tags, read_words>("tags", "Tags, while people give the host none.",
                                      R"(["printer"])")},
        {}}}};
  return section;
}

}  // namespace muster::config_file
