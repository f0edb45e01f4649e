#include "wire/http/curl.h"

#include <curl/curl.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>

#include "core/handle.h"
#include "core/text.h"
#include "version.h"
#include "wire/http/echo.h"
#include "wire/http/error.h"
#include "wire/http/pin.h"
#include "wire/thrown.h"

namespace muster {
namespace {

constexpr size_t most_header_bytes = 256 << 10;

using EasyHandle = Handle<CURL, curl_easy_cleanup>;
using ShareHandle = Handle<CURLSH, curl_share_cleanup>;
using HeaderList = Handle<curl_slist, curl_slist_free_all>;

// All that one attempt's callbacks need.
struct Transfer {
  const Endpoint& endpoint;
  const Request& request;
  std::stop_token stop;
  Response response = {};
  size_t header_bytes = 0;
  bool oversize = false;
  Pin pin{endpoint.fingerprint};  // wants "" for chain verification
  Thrown thrown = {};
  std::array<char, CURL_ERROR_SIZE> complaint{};
};

size_t keep_body(char* bytes, size_t, size_t count, void* to) {
  auto& transfer = *static_cast<Transfer*>(to);
  if (transfer.response.body.size() + count > transfer.endpoint.max_bytes) {
    transfer.oversize = true;
    return 0;
  }
  return transfer.thrown.guard(size_t{0}, [&] {
    transfer.response.body.append(bytes, count);
    return count;
  });
}

void keep_status_line(Transfer& transfer, std::string_view line) {
  transfer.response.headers.clear();
  const size_t code = line.find(' ');
  const size_t reason = code == std::string_view::npos ? code : line.find(' ', code + 1);
  transfer.response.reason =
      reason == std::string_view::npos ? "" : std::string(trim(line.substr(reason)));
}

void keep_header_line(Transfer& transfer, std::string_view line) {
  if (line.starts_with("HTTP/")) keep_status_line(transfer, line);
  if (const size_t colon = line.find(':'); colon != std::string_view::npos) {
    std::string& value = transfer.response.headers[lower(trim(line.substr(0, colon)))];
    const bool cookie = lower(line.substr(0, colon)) == "set-cookie";
    value =
        (cookie && !value.empty() ? value + "\n" : "") + std::string(trim(line.substr(colon + 1)));
  }
}

size_t keep_header(char* bytes, size_t, size_t count, void* to) {
  auto& transfer = *static_cast<Transfer*>(to);
  transfer.header_bytes += count;
  if (transfer.header_bytes > most_header_bytes) {
    transfer.oversize = true;
    return 0;
  }
  return transfer.thrown.guard(size_t{0}, [&] {
    keep_header_line(transfer, {bytes, count});
    return count;
  });
}

int watch_stop(void* from, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(from)->stop.stop_requested() ? 1 : 0;
}

CURLcode install_pin(CURL*, void* context, void* pin) {
  static_cast<Pin*>(pin)->install(static_cast<SSL_CTX*>(context));
  return CURLE_OK;
}

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
  if (const CURLcode code = curl_easy_setopt(curl, option, value); code != CURLE_OK) {
    throw Error(std::string("libcurl refuses a setting: ") + curl_easy_strerror(code));
  }
}

bool has_line_break(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

HeaderList header_list(const Transfer& transfer) {
  HeaderList list;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (has_line_break(name) || has_line_break(value)) {
      throw Error(describe(transfer.endpoint, transfer.request) + " refused: the value of header " +
                  clean(name) + " has a line break in it")
          .mend("see whether the secret it is made of is one line");
    }
    curl_slist* longer = curl_slist_append(list.get(), (name + ": " + value).c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)list.release();
    list.reset(longer);
  };
  const auto& given = transfer.request.headers;
  const bool accepts = std::any_of(given.begin(), given.end(), [](const Header& header) {
    return lower(header.name) == "accept";
  });
  if (!accepts) add("Accept", "application/json");
  if (!transfer.request.body.empty()) add("Content-Type", transfer.request.content_type);
  for (const Header& header : transfer.request.headers) add(header.name, header.value.reveal());
  if (curl_slist* longer = curl_slist_append(list.get(), "Expect:"); longer != nullptr) {
    (void)list.release();
    list.reset(longer);
  }
  return list;
}

void set_request(CURL* curl, const Transfer& transfer) {
  const Request& request = transfer.request;
  if (request.path.find_first_of(" \t\r\n") != std::string::npos || has_line_break(request.path)) {
    throw Error(describe(transfer.endpoint, request) + " refused: the path has a blank in it");
  }
  set(curl, CURLOPT_URL, (transfer.endpoint.url + request.path).c_str());
  set(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  // libcurl sends again, unasked, what a connection used before lost without an answer.
  set(curl, CURLOPT_FRESH_CONNECT, request.method == "POST" ? 1L : 0L);
  if (!request.body.empty() || (request.method != "GET" && request.method != "DELETE")) {
    set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  set(curl, CURLOPT_USERAGENT, "muster/" MUSTER_VERSION);
}

void set_bounds(CURL* curl, Transfer& transfer) {
  const Endpoint& endpoint = transfer.endpoint;
  set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  set(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_PROXY, endpoint.proxy.c_str());  // "" means none, whatever the environment says
  set(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  const Milliseconds whole = transfer.request.timeout.value_or(endpoint.timeout);
  set(curl, CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min(endpoint.connect_timeout, whole).count()));
  set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(whole.count()));
}

void set_callbacks(CURL* curl, Transfer& transfer) {
  set(curl, CURLOPT_ERRORBUFFER, transfer.complaint.data());
  set(curl, CURLOPT_WRITEFUNCTION, keep_body);
  set(curl, CURLOPT_WRITEDATA, &transfer);
  set(curl, CURLOPT_HEADERFUNCTION, keep_header);
  set(curl, CURLOPT_HEADERDATA, &transfer);
  set(curl, CURLOPT_NOPROGRESS, 0L);
  set(curl, CURLOPT_XFERINFOFUNCTION, watch_stop);
  set(curl, CURLOPT_XFERINFODATA, &transfer);
}

// The certificate that the server may ask for. The key never touches a file of ours.
void set_identity(CURL* curl, const Endpoint& endpoint) {
  if (endpoint.client_cert.empty()) return;
  set(curl, CURLOPT_SSLCERT, endpoint.client_cert.c_str());
  std::string key = endpoint.client_key.reveal();
  curl_blob blob{key.data(), key.size(), CURL_BLOB_COPY};
  set(curl, CURLOPT_SSLKEY_BLOB, &blob);
}

void set_trust(CURL* curl, Transfer& transfer) {
  const Endpoint& endpoint = transfer.endpoint;
  set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!endpoint.ca_file.empty()) {
    set(curl, CURLOPT_CAINFO, endpoint.ca_file.c_str());
    set(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set_identity(curl, endpoint);
  if (endpoint.fingerprint.empty()) return;
  set(curl, CURLOPT_CAINFO, static_cast<const char*>(nullptr));
  set(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  set(curl, CURLOPT_SSL_VERIFYHOST, 0L);
  set(curl, CURLOPT_SSL_SESSIONID_CACHE, 0L);  // a resumed session would show no certificate
  set(curl, CURLOPT_SSL_CTX_FUNCTION, install_pin);
  set(curl, CURLOPT_SSL_CTX_DATA, &transfer.pin);
}

Error timeout_error(CURL* curl, const Transfer& transfer, const std::string& what) {
  curl_off_t connected = 0;
  curl_easy_getinfo(curl, CURLINFO_PRETRANSFER_TIME_T, &connected);
  const Milliseconds whole = transfer.request.timeout.value_or(transfer.endpoint.timeout);
  const Milliseconds first = std::min(transfer.endpoint.connect_timeout, whole);
  if (connected == 0) {
    return Error(what + "no connection within " + render_duration(first))
        .mend("see whether the address is right and no firewall is in between");
  }
  return Error(what + "no complete answer within " + render_duration(whole))
      .mend("see what keeps the server busy, or allow more time");
}

Error tls_error(const Transfer& transfer, const std::string& what, const std::string& why) {
  if (transfer.pin.refused()) {
    return Error(what + "the certificate is not the pinned one")
        .because("its SHA-256 fingerprint is " + transfer.pin.seen)
        .mend("when the certificate was renewed on purpose, set fingerprint to that value");
  }
  return Error(what + "TLS failed")
      .because(why)
      .mend("set ca_file to the certificate of the authority, or fingerprint to the server's");
}

Error cut_error(const std::string& what, const std::string& why) {
  return Error(what + "the connection was cut before the answer was complete").because(why);
}

// What libcurl says about a failed transfer, in our words.
Error transfer_error(CURL* curl, CURLcode code, const Transfer& transfer) {
  const std::string what = describe(transfer.endpoint, transfer.request) + " failed: ";
  const std::string told = clean(transfer.complaint.data(), 500);
  const std::string why = told.empty() ? curl_easy_strerror(code) : told;
  long os_error = 0;
  curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &os_error);
  if (transfer.oversize) {
    return Error(what + "the answer is larger than " + std::to_string(transfer.endpoint.max_bytes) +
                 " bytes");
  }
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return Error(what + "stopped", Exit::interrupted);
    case CURLE_OPERATION_TIMEDOUT:
      return timeout_error(curl, transfer, what);
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Error(what + "the name does not resolve").because(why).mend("see whether it is right");
    case CURLE_COULDNT_CONNECT:
      return Error(what + (os_error == 0 ? "no connection" : lower(std::strerror(int(os_error)))))
          .because(why)
          .mend("see whether the address and the port are right and the service is up");
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      return cut_error(what, why);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
      return tls_error(transfer, what, why);
    case CURLE_SSL_CACERT_BADFILE:
      return Error(what + "the file of certificates cannot be used")
          .because(why)
          .mend("see whether ca_file exists and is PEM");
    default:
      return Error(what + why);
  }
}

bool unreached(CURLcode code) {
  return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
         code == CURLE_COULDNT_CONNECT || code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR ||
         code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING;
}

// A redirect is refused: followed, it would carry credentials elsewhere and turn writes into reads.
Error redirect_error(const Transfer& transfer) {
  const auto found = transfer.response.headers.find("location");
  const std::string to = found == transfer.response.headers.end() ? "" : origin_of(found->second);
  return Error(describe(transfer.endpoint, transfer.request) + " failed: redirected (" +
               std::to_string(transfer.response.status) + ") to " +
               (to.empty() ? "another path" : to))
      .mend("set url to where the server really answers");
}

void run(CURL* curl, Transfer& transfer, Attempt& attempt) {
  const HeaderList headers = header_list(transfer);
  set_request(curl, transfer);
  set_bounds(curl, transfer);
  set_callbacks(curl, transfer);
  set_trust(curl, transfer);
  set(curl, CURLOPT_HTTPHEADER, headers.get());
  const CURLcode code = curl_easy_perform(curl);
  transfer.thrown.rethrow();
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  transfer.response.status = static_cast<int>(status);
  if (code != CURLE_OK) {
    attempt.unreached = unreached(code) && !transfer.oversize;
    attempt.error = transfer_error(curl, code, transfer);
  } else if (status >= 300 && status < 400) {
    attempt.error = redirect_error(transfer);
  } else {
    take_echo_out(transfer.endpoint, transfer.request, transfer.response);
    attempt.response = std::move(transfer.response);
  }
}

}  // namespace

struct Curl::State {
  std::array<std::mutex, CURL_LOCK_DATA_LAST> locks;
  ShareHandle share{curl_share_init()};
  std::mutex mutex;
  // By endpoint: a connection is trusted on the terms it was made, which are not the same for all.
  std::map<std::string, std::vector<EasyHandle>> idle;

  static void lock(CURL*, curl_lock_data data, curl_lock_access, void* state) {
    static_cast<State*>(state)->locks[data].lock();
  }
  static void unlock(CURL*, curl_lock_data data, void* state) {
    static_cast<State*>(state)->locks[data].unlock();
  }

  State() {
    curl_share_setopt(share.get(), CURLSHOPT_LOCKFUNC, lock);
    curl_share_setopt(share.get(), CURLSHOPT_UNLOCKFUNC, unlock);
    curl_share_setopt(share.get(), CURLSHOPT_USERDATA, this);
    curl_share_setopt(share.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
    curl_share_setopt(share.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  }

  EasyHandle borrow(const std::string& key) {
    const std::lock_guard guard(mutex);
    std::vector<EasyHandle>& handles = idle[key];
    if (!handles.empty()) {
      EasyHandle handle = std::move(handles.back());
      handles.pop_back();
      return handle;
    }
    EasyHandle handle(curl_easy_init());
    if (!handle) throw Error("libcurl cannot be started");
    curl_easy_setopt(handle.get(), CURLOPT_SHARE, share.get());
    return handle;
  }

  void give_back(const std::string& key, EasyHandle handle) {
    curl_easy_reset(handle.get());
    const std::lock_guard guard(mutex);
    idle[key].push_back(std::move(handle));
  }
};

Curl::Curl() {
  static std::once_flag started;
  std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  state_ = std::make_unique<State>();
}

Curl::~Curl() = default;

Attempt Curl::attempt(const Endpoint& endpoint, const Request& request, std::stop_token stop) {
  const std::string key =
      endpoint.url + "\n" + endpoint.ca_file + "\n" + endpoint.fingerprint + "\n" + endpoint.proxy;
  Transfer transfer{.endpoint = endpoint, .request = request, .stop = std::move(stop)};
  Attempt attempt;
  EasyHandle handle = state_->borrow(key);
  run(handle.get(), transfer, attempt);
  state_->give_back(key, std::move(handle));
  return attempt;
}

}  // namespace muster
