// Each code in the body of an error in words. Source: ErrorCodes of /api/constants. Seen on the wire were 512, 527 and 528;
// the words of the others say no more than their names do. The type makes a missing one fail the type check.
import type { CloudErrorCode } from '@fairlead/protocol';
import type { Fault, Words } from './explanation.ts';

const words = (happened: string, fault: Fault, remedy: string): Words => ({ happened, fault, remedy });
const askPortal = 'Do it in the portal; this library has no call for it';

export const wordsOfCloudCodes: Readonly<Record<CloudErrorCode, Words>> = {
  500: words('the cloud failed and names no reason', 'cloud', 'Try again later'),
  503: words('the call lacks something that the cloud requires', 'program', 'Give every required field'),
  504: words('the cloud knows no such setting', 'program', 'Use the documented settings alone'),
  505: words('the cloud failed for reasons that it does not know', 'cloud', 'Try again later'),
  506: words('it does not apply to this user', 'person', 'Use an account that it applies to'),
  507: words('the cloud knows no such user', 'program', 'Check the id of the user'),
  508: words('the RFID token belongs to somebody already', 'person', 'Use another, or free it in the portal'),
  509: words('too many sign-ups were asked for', 'person', 'Wait, then sign up in the portal'),
  510: words('the e-mail address is in use', 'person', 'Use another one in the portal'),
  511: words('the phone number is in use', 'person', 'Use another one in the portal'),
  512: words('the cloud does not know what was asked for', 'program', 'Check the id against the list'),
  513: words('the password does not meet the rules', 'person', 'Choose another one in the portal'),
  514: words('the password is wrong', 'person', 'Correct it; the same one is not tried again'),
  515: words('the activation link is too old', 'person', 'Ask for a new one in the portal'),
  516: words('the request of access is too old', 'person', 'Send the owner a new consent link'),
  517: words('a charger with this serial exists already', 'person', askPortal),
  518: words('the cloud knows no such serial', 'person', 'Check the serial on the charger'),
  519: words('the cloud knows no such command', 'program', 'Use the documented commands alone'),
  520: words(
    'the cloud could not talk to the charger',
    'charger',
    'Wait until the charger is online, then decide anew',
  ),
  521: words('a version is not written as versions are', 'program', 'Correct the version'),
  522: words('this firmware version exists already', 'program', askPortal),
  523: words('this firmware file exists already', 'program', askPortal),
  524: words(
    'it could not be made, since another like it was made',
    'program',
    'Look at what is there, then decide anew',
  ),
  525: words('no firmware is configured for the device', 'cloud', 'Ask the support of the cloud'),
  526: words('the feature is switched off', 'person', 'Switch it on in the portal, or go on without it'),
  527: words(
    'the installation is in a mode that does not allow this, such as a schedule or a load balancer of its own',
    'person',
    'Change the mode in the portal; until then the same call is refused again',
  ),
  528: words(
    'the charger is not in a state for this command',
    'charger',
    'Wait until its mode, its final stop or its schedule changed; until then the same command is refused again',
  ),
  529: words('a value is not in the form that the cloud reads', 'program', 'Correct the value'),
  530: words('the cloud could not send an e-mail', 'cloud', 'Try again later in the portal'),
  531: words('somebody else changed it at the same time', 'nobody', 'Look at what it is now, then decide anew'),
  532: words('something is configured wrongly', 'person', 'Look at the installation in the portal'),
  533: words('the account may not do this', 'person', 'Ask the owner for the role Owner or Service'),
  534: words('the type of the installation does not allow this', 'person', 'Look at the type in the portal'),
  535: words('a payment failed', 'person', askPortal),
  536: words('a payment must be authorised first', 'person', askPortal),
  537: words('active subscriptions stand in the way', 'person', askPortal),
  538: words('the charger is not in a state for this', 'charger', 'Wait until its state changed, then decide anew'),
  539: words(
    'it would break a constraint of the installation',
    'program',
    'Stay within the limits of the installation',
  ),
  540: words('the cloud knows no such installation', 'program', 'Check the id against the list'),
  541: words('the cloud knows no such energy sensor', 'program', 'Check the id of the sensor'),
  542: words('the account may not change OCPP-native settings', 'person', 'Ask whoever runs the OCPP system'),
};
