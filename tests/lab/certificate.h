#pragma once

#include <string>

namespace muster::lab {

// PEM files in a folder: cert.pem and key.pem.
struct Certificate {
  std::string cert;
  std::string key;
  std::string fingerprint;  // SHA-256 over the whole certificate, AA:BB:… as Proxmox VE shows it
};

Certificate make_certificate(const std::string& folder);

int cert_main(int argc, char** argv);

}  // namespace muster::lab
