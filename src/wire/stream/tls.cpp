#include "wire/stream/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <climits>
#include <cstring>

#include "core/handle.h"
#include "core/text.h"
#include "model/ip.h"
#include "wire/http/pin.h"

namespace muster {
namespace {

constexpr size_t record = 17 << 10;  // what one TLS record is at most (RFC 8446 §5.2)

using Context = Handle<SSL_CTX, SSL_CTX_free>;
using Session = Handle<SSL, SSL_free>;

std::string openssl_words(unsigned long code) {
  if (ERR_SYSTEM_ERROR(code)) return lower(std::strerror(ERR_GET_REASON(code)));
  const char* words = ERR_reason_error_string(code);
  return words == nullptr ? "" : clean(words);
}

class TlsStream : public Stream {
 public:
  explicit TlsStream(std::unique_ptr<Socket> socket)
      : socket_(std::move(socket)), pin_(socket_->endpoint().fingerprint) {
    ERR_clear_error();
    context_.reset(SSL_CTX_new(TLS_client_method()));
    if (!context_) throw Error("TLS cannot be started");
    trust();
    begin();
    socket_->hurry(true);
    turn([this] { return SSL_do_handshake(session_.get()); });
    socket_->hurry(false);
  }

  std::string read(size_t most) override {
    std::string bytes(std::min<size_t>(most, INT_MAX), '\0');
    const int size =
        turn([&] { return SSL_read(session_.get(), bytes.data(), int(bytes.size())); });
    bytes.resize(static_cast<size_t>(size));
    return bytes;
  }

  void write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const int part = static_cast<int>(std::min<size_t>(bytes.size(), record));
      const int size = turn([&] { return SSL_write(session_.get(), bytes.data(), part); });
      if (size == 0) {
        throw Error("writing to " + name() + " failed: the other side has closed the connection");
      }
      bytes.remove_prefix(static_cast<size_t>(size));
    }
  }

 private:
  std::string name() const { return render(socket_->endpoint()); }

  void trust() {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    const StreamEndpoint& endpoint = socket_->endpoint();
    if (!endpoint.fingerprint.empty()) return pin_.install(context_.get());
    if (endpoint.ca_file.empty()) {
      SSL_CTX_set_default_verify_paths(context_.get());
    } else if (SSL_CTX_load_verify_locations(context_.get(), endpoint.ca_file.c_str(), nullptr) !=
               1) {
      throw Error("connecting to " + name() + " failed: the file of certificates cannot be used")
          .because(openssl_words(ERR_get_error()))
          .mend("see whether ca_file exists and is PEM");
    }
  }

  void begin() {
    session_.reset(SSL_new(context_.get()));
    BIO* in = BIO_new(BIO_s_mem());
    BIO* out = BIO_new(BIO_s_mem());
    if (!session_ || in == nullptr || out == nullptr) throw Error("TLS cannot be started");
    SSL_set_bio(session_.get(), in, out);
    SSL_set_connect_state(session_.get());
    const std::string& host = socket_->endpoint().host;
    if (parse_ip(host)) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session_.get()), host.c_str());
      return;
    }
    SSL_set1_host(session_.get(), host.c_str());
    SSL_set_tlsext_host_name(session_.get(), host.c_str());
  }

  // Repeats one step of OpenSSL, feeding it from the socket, until it is done. 0: closed.
  template <class Step>
  int turn(Step step) {
    while (true) {
      ERR_clear_error();
      const int result = step();
      const int state = SSL_get_error(session_.get(), result);
      const unsigned long code = ERR_peek_error();
      send_out();
      if (result > 0) return result;
      if (state == SSL_ERROR_ZERO_RETURN) return 0;
      if (state != SSL_ERROR_WANT_READ) throw failure(code);
      take_in();
    }
  }

  void send_out() {
    std::array<char, record> bytes{};
    BIO* out = SSL_get_wbio(session_.get());
    for (int size = 0; (size = BIO_read(out, bytes.data(), int(bytes.size()))) > 0;) {
      socket_->write({bytes.data(), static_cast<size_t>(size)});
    }
  }

  void take_in() {
    const std::string bytes = socket_->read(record);
    if (bytes.empty()) {
      throw Error(SSL_is_init_finished(session_.get()) == 0
                      ? "connecting to " + name() + " failed: it closed while TLS was agreed on"
                      : "reading from " + name() + " failed: the connection was cut")
          .mend("see whether the port is one of TLS");
    }
    BIO_write(SSL_get_rbio(session_.get()), bytes.data(), static_cast<int>(bytes.size()));
  }

  Error failure(unsigned long code) const {
    const std::string what = "connecting to " + name() + " failed: ";
    if (SSL_is_init_finished(session_.get()) != 0) {
      return Error("talking to " + name() + " failed: TLS broke").because(openssl_words(code));
    }
    if (pin_.refused()) {
      return Error(what + "the certificate is not the pinned one")
          .because("its SHA-256 fingerprint is " + pin_.seen)
          .mend("when the certificate was renewed on purpose, set fingerprint to that value");
    }
    if (const long verdict = SSL_get_verify_result(session_.get()); verdict != X509_V_OK) {
      return Error(what + "TLS failed")
          .because(X509_verify_cert_error_string(verdict))
          .mend("set ca_file to the certificate of the authority, or fingerprint to the server's");
    }
    if (ERR_GET_REASON(code) == SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE) {
      return Error(what + "it agrees to no cipher that comes with a certificate")
          .because(
              "a service without a certificate offers anonymous key exchange only, which"
              " whoever stands in between can answer")
          .mend("give the service a certificate");
    }
    return Error(what + "TLS failed")
        .because(openssl_words(code))
        .mend("see whether the port is one of TLS");
  }

  std::unique_ptr<Socket> socket_;
  Pin pin_;
  Context context_;
  Session session_;
};

}  // namespace

std::unique_ptr<Stream> open_tls(std::unique_ptr<Socket> socket) {
  return std::make_unique<TlsStream>(std::move(socket));
}

}  // namespace muster
