#include "target/dns/unbound/zone_file.h"

#include <algorithm>
#include <limits>

#include "core/text.h"

namespace muster::unbound {
namespace {

constexpr std::string_view zone_first_line =
    "; muster owns this file: it is written from the inventory and edits are lost.";
constexpr std::string_view zone_preface =
    "; Every record ends in the id and site of its host; muster reads them back. A line of "
    "another\n"
    "; record of this zone, with a final dot behind its name, stays.\n";
constexpr std::string_view name_server = "localhost";
// Refresh, retry and expire are for copies of a zone, of which there are none. The last figure is
// how long it is kept that a name does not exist (RFC 2308 §4).
constexpr std::string_view timers = "3600 1200 604800 300";
constexpr std::string_view apex_ttl = "300";

std::string soa_before_serial(const std::string& zone) {
  return zone + ". " + std::string(apex_ttl) + " IN SOA " + std::string(name_server) + ". " +
         std::string(zone_mailbox) + ". ";
}

std::string apex(const std::string& zone, uint32_t serial) {
  return soa_before_serial(zone) + std::to_string(serial) + " " + std::string(timers) + "\n" +
         zone + ". " + std::string(apex_ttl) + " IN NS " + std::string(name_server) + ".\n";
}

class ZoneParser {
 public:
  ZoneParser(const std::string& zone, Content& into)
      : zone_(zone), into_(into), file_(into.files.at(zone)), soa_(soa_before_serial(zone)) {}

  void run(std::string_view text) {
    for (int number = 1; !text.empty(); ++number) {
      const std::string_view line = text.substr(0, text.find('\n'));
      const bool cut = line.size() == text.size();
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      if (number == 1 && line != zone_first_line) refuse(line);
      if (number > 1 && !take(line, cut, number)) damaged(line, number);
    }
  }

 private:
  [[noreturn]] void refuse(std::string_view line) const {
    throw Error("this file was not written by muster, so it is left alone")
        .at({file_.path, 1, 1, clean(line)})
        .mend("move the file away");
  }

  bool take(std::string_view line, bool cut, int number) {
    if (trim(line).empty() || trim(line).starts_with(';')) return true;
    if (cut || line.size() > line_limit) return false;
    if (line.starts_with(soa_)) return take_serial(line.substr(soa_.size()));
    if (line == zone_ + ". " + std::string(apex_ttl) + " IN NS " + std::string(name_server) + ".") {
      return true;
    }
    ZoneRecord record;
    const size_t mark = line.find(" ; ");
    if (mark != std::string_view::npos && parse_data(line.substr(0, mark), record) &&
        parse_mark(line.substr(mark + 3), record)) {
      into_.misplaced = into_.misplaced || into_.home_of(record.name) != zone_;
      keep(record, into_);
      return true;
    }
    if (!is_record(line)) return false;
    file_.foreign.push_back({std::string(line), number});
    return true;
  }

  bool take_serial(std::string_view rest) {
    const auto serial = parse_int(std::string(rest.substr(0, rest.find(' '))));
    const bool fits = serial && *serial > 0 && *serial <= std::numeric_limits<uint32_t>::max();
    if (fits) file_.serial = static_cast<uint32_t>(*serial);
    return fits;
  }

  // A record of somebody else that means the same wherever in the file it stands.
  bool is_record(std::string_view line) const {
    const size_t blank = std::min(line.find_first_of(" \t"), line.size());
    const std::string owner = lower(line.substr(0, blank));
    const bool inside = owner == zone_ + "." || owner.ends_with("." + zone_ + ".");
    const std::string_view rest = trim(line.substr(blank));
    return inside && rest.find(' ') != std::string_view::npos &&
           rest.find_first_of("()") == std::string_view::npos &&
           std::count(rest.begin(), rest.end(), '"') % 2 == 0;
  }

  void damaged(std::string_view line, int number) {
    into_.damage.add(Error("this line is cut off or no record of " + zone_)
                         .at({file_.path, number, 1, clean(line)})
                         .mend("it goes when muster writes the file again")
                         .as(Severity::warning));
  }

  const std::string& zone_;
  Content& into_;
  ZoneFile& file_;
  std::string soa_;
};

}  // namespace

std::string render_zone(const Content& content, const std::string& zone) {
  const ZoneFile& file = content.files.at(zone);
  std::string body;
  for (const ZoneRecord* record : ordered(content)) {
    if (content.home_of(record->name) == zone) {
      body += data_of(*record) + " ; " + mark_of(*record) + "\n";
    }
  }
  for (const ForeignLine& line : file.foreign) body += line.text + "\n";
  const auto with_serial = [&](uint32_t serial) {
    return std::string(zone_first_line) + "\n" + std::string(zone_preface) + apex(zone, serial) +
           body;
  };
  std::string same = with_serial(file.serial);
  if (file.serial > 0 && same == file.text) return same;
  // RFC 1982 §3.1: after the last number comes the first again.
  return with_serial(file.serial == std::numeric_limits<uint32_t>::max() ? 1 : file.serial + 1);
}

void read_zone(std::string_view text, const std::string& zone, Content& into) {
  into.files.at(zone).text = text;
  if (!trim(text).empty()) ZoneParser(zone, into).run(text);
}

}  // namespace muster::unbound
