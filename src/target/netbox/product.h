// Makers, models and systems as discovered, in the words that NetBox's users and the community's
// device-type library have for them.
#pragma once
#include <string>
#include <string_view>

namespace muster::netbox {

// Without its legal form: "Cisco" of "Cisco Systems, Inc.".
std::string maker_name(std::string_view vendor);

// The system without its version: "RouterOS" of "RouterOS 7.16"; "" where the text is a whole
// description of something.
std::string platform_name(std::string_view told);

// NetBox's type of a device's interface, by what it is called; "other" where that does not tell.
std::string_view interface_type(std::string_view name);

bool takes_cable(std::string_view interface_type);

// Letters and digits alone, small: what is equal in this form is one product.
std::string normal_form(std::string_view name);

}  // namespace muster::netbox
