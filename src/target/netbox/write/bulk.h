// One bulk write and everything that can come of it: all done, some refused, no answer.
#pragma once
#include <stop_token>
#include <vector>

#include "target/netbox/write/refusal.h"
#include "target/netbox/write/settlement.h"
#include "wire/http/http.h"

namespace muster::netbox {

enum class Method { post, patch, remove };

struct Item {
  size_t at = 0;  // index of the operation
  const Operation* operation = nullptr;
  Json body;
};

struct Batch {
  std::string_view kind;  // whose endpoint
  Method method{};
  std::vector<Item> items;
};

class Bulk {
 public:
  Bulk(Client& client, Http& http, std::vector<Header> headers, Clock& clock,
       Settlement& settlement, std::stop_token stop);

  // Settles every item of the batch in the settlement.
  void write(Batch batch);
  // A write nobody waits for; what it was for will tell when it failed.
  void attempt(std::string_view kind, const Json& bodies);
  // NetBox stopped answering: writing on is of no use.
  bool lost() const { return unanswered_ >= 2; }

 private:
  Request request_for(const Batch& batch) const;
  void write(Batch batch, bool again);
  void accept(const Batch& batch, const Response& response, bool again);
  void accept_created(const Batch& batch, const Json& rows);
  void accept_changed(const Batch& batch, const Json& rows);
  void refuse(Batch batch, const Request& request, const Response& response, bool again);
  void divide(Batch batch, const Refusal& refusal, bool again);
  // A refused deletion of what is not there any more is done.
  bool gone(const Batch& batch, const Item& item);
  // The answer is lost: looks whether the batch was done, and sends it once more when it was not.
  void unanswered(Batch batch, const Error& error, bool again);
  Batch without_found(Batch batch);
  void fail_all(const Batch& batch, const Error& error);

  Client& client_;
  Http& http_;
  std::vector<Header> headers_;
  Clock& clock_;
  Settlement& settlement_;
  std::stop_token stop_;
  int unanswered_ = 0;
};

// Ids of the batch's objects that exist and carry our mark, by item; 0 where there is none.
std::vector<long long> find_created(const Batch& batch, Client& client, std::stop_token stop);

}  // namespace muster::netbox
