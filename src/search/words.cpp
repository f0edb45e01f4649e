#include "search/words.h"

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

// Without the signs that a sentence puts around a word.
std::string bare(std::string_view word) {
  constexpr std::string_view around = ".,;:!?()[]{}'\"";
  while (!word.empty() && around.find(word.front()) != std::string_view::npos)
    word.remove_prefix(1);
  while (!word.empty() && around.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
  return std::string(word);
}

void add(std::string& text, const std::string& word) {
  if (!word.empty()) text += (text.empty() ? "" : " ") + word;
}

void add_sentence(std::string& text, const std::string& sentence) {
  std::string line = sentence;
  for (char& c : line) {
    if (c == '\n' || c == '\t') c = ' ';
  }
  for (const std::string& word : split(line, ' ')) add(text, bare(word));
}

void add_address(std::string& text, const Cidr& address) {
  add(text, render(address.ip));
  if (address.prefix != address.ip.width()) add(text, render(address));
}

std::string quoted_word(const std::string& word) {
  std::string out = "\"";
  for (const char c : word) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string words_of(const Host& host) {
  std::string text;
  for (const Interface& one : effective_interfaces(host)) {
    if (one.mac) add(text, render(*one.mac));
    for (const Cidr& address : one.addresses) add_address(text, address);
    add(text, one.name);
  }
  for (const std::string& word :
       {host.id, host.classification, effective_site(host), host.observed.serial}) {
    add(text, word);
  }
  for (const std::string& one : host.aliases) add(text, one);
  for (const std::string& one : effective_tags(host)) add(text, one);
  for (const NameCandidate& one : host.observed.names) add(text, bare(one.name));
  for (const std::string& sentence :
       {host.notes, host.observed.vendor, host.observed.model, host.observed.platform}) {
    add_sentence(text, sentence);
  }
  for (const Attachment& one : host.observed.attached) {
    add(text, one.device);
    add(text, one.port);
  }
  if (host.observed.guest) {
    add(text, host.observed.guest->cluster);
    add(text, host.observed.guest->node);
  }
  return text;
}

std::string words_of(const Record& record) {
  std::string text = record.kind;
  add(text, record.id);
  add(text, record.serial);
  add(text, record.uuid);
  for (const Mac mac : record.macs) add(text, render(mac));
  for (const Cidr& address : record.addresses) add_address(text, address);
  for (const auto& [name, value] : record.attributes) {
    if (value.type == ValueType::text) add_sentence(text, value.text);
  }
  for (const Relation& one : record.relations) add(text, one.id);
  return text;
}

std::string words_of_text(const std::string& text) {
  std::string out;
  for (const std::string& line : split(text, '\n')) add_sentence(out, line);
  return out;
}

namespace {

void add_query(Queries& out, std::string word) {
  const auto mac = parse_mac(word);
  const bool whole = mac || parse_ip(word) || parse_cidr(word);
  if (mac) word = render(*mac);
  out.each.push_back(quoted_word(word) + (whole ? "" : "*"));
  add(out.words, out.each.back());
  add(out.whole, quoted_word(word));
  add(out.parts, quoted_word(word));
  out.single = whole ? "" : word;
}

}  // namespace

Queries queries_of(const std::string& words) {
  constexpr size_t most_words = 32, least_part = 3;
  Queries out;
  bool short_part = false;
  for (const std::string& typed : split(words, ' ')) {
    std::string word(trim(typed));
    if (word.empty() || out.each.size() == most_words) continue;
    short_part = short_part || word.size() < least_part;
    add_query(out, std::move(word));
  }
  if (out.each.empty()) {
    throw Error("name what is to be found", Exit::usage).mend("muster search web1");
  }
  if (out.each.size() > 1) out.single.clear();
  if (short_part) out.parts.clear();
  return out;
}

}  // namespace muster
