// The files an inventory begins with.
#pragma once
#include <string>
#include <vector>

#include "wire/git/git.h"

namespace muster {

struct StartAnswers {
  std::string site;
  std::string domain;                 // of the site's hosts
  std::vector<std::string> networks;  // "10.20.0.0/16"
  std::string netbox;                 // its address, "" for none
  std::string forge;                  // gitlab, github, gitea or none
};

// Error (exit 64) for an answer that cannot be meant, before anything is made.
void require_sensible(const StartAnswers& answers);

// By path; every text reads without a mistake.
std::vector<FileChange> first_files(const StartAnswers& answers);

// Where the pipeline of a forge stands, "" for none.
std::string pipeline_path(const std::string& forge);

}  // namespace muster
