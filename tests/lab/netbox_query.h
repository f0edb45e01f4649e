// Filters, ordering and pages of list requests.
#pragma once

#include <functional>

#include "netbox_fields.h"

namespace muster::lab::netbox {

using Parameters = std::multimap<std::string, std::string>;

struct Page {
  std::vector<Id> ids;
  std::optional<size_t> count;  // absent when paged by start=
  size_t limit = 0, offset = 0;
  std::optional<Id> start;
  std::optional<Id> next_start;
};

class Query {
 public:
  Query(const Spec& spec, const Store& store, const Type& type)
      : spec_(spec), store_(store), type_(type) {}

  Page run(const Parameters& parameters);  // throws Refusal
  std::vector<Id> sorted(std::vector<Id> ids) const {
    order(ids, "");
    return ids;
  }

 private:
  using Values = std::vector<std::string>;
  using Test = std::function<bool(const Row&)>;

  void filter(const std::string& name, const Values& values);
  bool filter_id(const std::string& name, const std::string& lookup, const Values& values);
  bool filter_tag(const std::string& name, const std::string& lookup, const Values& values);
  bool filter_custom(const std::string& name, const Values& values);
  bool filter_time(const std::string& name, const std::string& lookup, const Values& values);
  bool filter_special(const std::string& name, const Values& values);
  bool filter_reference(const std::string& name, const std::string& lookup, const Values& values);
  bool filter_field(const std::string& name, const std::string& lookup, const Values& values);
  void filter_text(size_t field, const std::string& lookup, const Values& values);
  void filter_owner(const std::string& owner, const std::string& interface, const Values& values);
  Ids interfaces_of(const std::string& owner, const std::string& interface,
                    const Values& values) const;
  std::optional<Ids> references(const Field& field, bool by_id, const std::string& name,
                                const Values& values);
  void refuse(const std::string& field, const std::string& message) const;
  void refuse_choice(const std::string& field, const std::string& value) const;

  void narrow(Ids ids);
  void test(Test test) { tests_.push_back(std::move(test)); }
  std::vector<Id> matching() const;
  void order(std::vector<Id>& ids, std::string by) const;
  void page(Page& page, std::vector<Id> ids, const Parameters& parameters) const;
  size_t limit(const Parameters& parameters) const;

  const Spec& spec_;
  const Store& store_;
  const Type& type_;
  std::optional<Ids> candidates_;
  std::vector<Test> tests_;
};

}  // namespace muster::lab::netbox
