#include "target/netbox/write/settlement.h"

#include "core/text.h"

namespace muster::netbox {

Settlement::Settlement(std::span<const Operation* const> operations, const Snapshot& actual)
    : operations_(operations) {
  for (const Operation* operation : operations) {
    outcomes_.push_back({operation->id, Result::skipped, {}});
    // What is taken over goes by the key that desired gives it.
    if (!operation->native.empty()) ids_[operation->key] = parse_int(operation->native).value_or(0);
  }
  for (const Resource& resource : actual.resources) {
    if (!resource.native.empty())
      ids_.emplace(resource.key, parse_int(resource.native).value_or(0));
  }
}

void Settlement::settle(size_t at, Result result, std::optional<Error> error) {
  outcomes_[at].result = result;
  outcomes_[at].error = std::move(error);
  ++settled_;
  if (result != Result::done) lost_.insert(operations_[at]->key);
}

void Settlement::done(size_t at, long long id) {
  if (id != 0 && operations_[at]->op == Op::create) ids_[operations_[at]->key] = id;
  settle(at, Result::done, {});
}

void Settlement::failed(size_t at, Error error) { settle(at, Result::failed, std::move(error)); }

void Settlement::skipped(size_t at, Error error) { settle(at, Result::skipped, std::move(error)); }

Key Settlement::blocked(size_t at) const {
  const Operation& operation = *operations_[at];
  if (operation.op == Op::remove || operation.op == Op::retire) return {};
  for (const Key& need : operation.needs) {
    if (lost_.contains(need)) return need;
  }
  return {};
}

}  // namespace muster::netbox
