import '@tabler/core/dist/css/tabler.min.css'
import 'uplot/dist/uPlot.min.css'
import './console.css'
import 'htmx.org'
import { charts } from './charts'
import { keys } from './keys'
import { live } from './live'
import { menus } from './menus'
import { poll } from './poll'
import { passkeys } from './passkeys'
import { times } from './times'

menus()
times()
keys()
charts()
live()
poll()
passkeys()
